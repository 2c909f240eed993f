# Words of drawings, tables and lists: a message a group, an attribute a word. Signs that an attribute must not have
# stand as - in its name, and n stands before a digit.

status =
    .white = white
    .grey = grey
    .black = black
    .uncertain = uncertain
    .not_applicable = not applicable

status_many =
    .white = white
    .grey = grey
    .black = black
    .uncertain = uncertain
    .not_applicable = not applicable

rule =
    .W1-no-record = no coverage statement at all for the address
    .W2-below-threshold = there are statements, but none meets the threshold
    .U1-only-possible = only statements of uncertain (theoretical) reach meet the threshold
    .G1-few-networks = one network certainly meets the threshold
    .B1-many-networks = at least two distinct networks certainly meet the threshold
    .X1-not-subject = the profile does not concern addresses of this kind
    .U2-contradicted = no network meets the threshold, but another record contradicts this (where detectors decide)
    .U3-doubted = only statements that another record contradicts, or of theoretical reach, meet the threshold (where detectors decide)
    .U4-challenged = only statements that an admitted entry of the gmina’s book questions, or uncertain already, meet the threshold (where detectors decide)

view =
    .today = today
    .with_plans = after plans
    .if_plans_fail = if plans fail

medium =
    .fibre = fibre
    .coax = coaxial cable
    .copper_pair = copper pair
    .radio = radio (FWA)
    .other = other

kind =
    .school = school
    .education = other educational establishment
    .office = public office
    .library = library
    .culture = cultural centre
    .fire_station = fire station (OSP)
    .clinic = clinic
    .social_care = social care
    .waterworks = waterworks and other utilities
    .other = other building
    .kindergarten = kindergarten
    .sport = sports facility
    .monitoring = monitoring
    .parking = car park

gmina_kind =
    .n1 = urban gmina
    .n2 = rural gmina
    .n3 = urban-rural gmina

register =
    .terc = TERC – register of territorial units (GUS)
    .simc = SIMC – register of localities (GUS)
    .ulic = ULIC – register of streets (GUS)
    .boundaries = Boundaries of gminas (PRG)
    .sidusis-addresses = SIDUSIS address base
    .prg-addresses = PRG address base (GUGiK)
    .address-table = Address table
    .sidusis-report = Coverage statement to SIDUSIS
    .offer-table = Table of offers
    .rspo = RSPO – register of schools
    .public-buildings = Public buildings

address_field =
    .number = number
    .street = street
    .locality = locality
    .terc = TERC
    .simc = SIMC
    .ulic = ULIC
    .easting = easting
    .northing = northing
    .lon = longitude
    .lat = latitude

author_role =
    .address_register = address register
    .surveyor = surveyor
    .office = gmina office
    .other = other role

severity =
    .rejected = rejected
    .outside = outside the area
    .flagged = flagged
    .repaired = repaired

number =
    .down_min = download threshold
    .up_min = upload threshold
    .school_down_min = download threshold for schools
    .vhcn_up_min = upload from which a network other than fibre is a very high capacity network (VHCN)
    .horizon_years_min = shortest horizon of plans
    .grey_networks = number of networks: grey area
    .black_networks = number of networks: black area

unit =
    .GB-month = GB/month
    .Mb-s = Mb/s
    .years = years
    .networks = (number of networks)
    .addresses = addresses
    .editions = editions
    .localities = localities
    .days = days
    .buildings = (number of addresses)
    .months = months
    .contracts = (number of contracts)
    .notices = (number of requests)
    .per_thousand = ‰
    .class = (number of the class)
    .grosze = gr

chart =
    .addresses = addresses
    .share = % of addresses
    .none = no certain offer
    .from = from
    .below = below
    .north = N
    .unknown_locality = (locality without a name)
    .no_street = (no street)
    .cluster_number = number of a cluster, where it fits
    .others = others
    .total = Whole gmina

timeline =
    .delivered = delivered
    .pending = under way
    .overdue = overdue
    .terminated = terminated
    .unknown = of unknown state
    .undated = no day
    .axis = Addresses

plan_map =
    .others = addresses that are not white
    .covered = white, covered by a plan
    .left = white, without a plan

reach =
    .certain = certain reach
    .possible = uncertain reach

check =
    .plan = plan
    .marginal_cost = marginal cost in the network plan:
    .plan_not = the plan does not serve this address
    .plan_area = contest area
    .plan_stage = stage
    .unnamed = (no name)
    .gmina = gmina
    .as_of = as of
    .source = address:
    .row = row
    .network = network
    .due = plan due
    .impossible = , speed beyond what the technology can carry
    .in_question = , in question
    .flat_left_out = the number of the flat was left out: the result is about the whole address
    .number_differs = the register has no number with this letter: the answer is about the number without it
    .other_place = a word of the text is the name of another locality, gmina or powiat: here it would have to be corrected
    .too_many_edits = similar only after more than two corrections of spelling
    .not_in_force = { " " }(not in force)
    .unconfirmed = { " " }(some numbers are unconfirmed)
    .chain = Evidence about the address (asterisk: behind the status of the first profile)
    .contradictions = Contradictions
    .expires = valid until
    .stale = { " " }(out of date)
    .weight = weight
    .limit = threshold
    .hints = Did you mean (without a status; please ask for the identifier):
    .words_left_out = It is not known what this means here:
    .alternatives = Other possibilities
    .cluster = cluster no.
    .node = nearest node

match =
    .identifier = The address with this identifier.
    .exact = Address found exactly.
    .normalised = Address found despite another spelling (abbreviations, letter case, no Polish letters).
    .fuzzy = Address found despite differences in spelling; please check that it is the one.
    .nearest = The address nearest to the given coordinates.
    .ambiguous = Several addresses fit equally; please give the gmina, locality or street.
    .hint = No address fits all that was asked.
    .none = There is no such address.
    .unreadable = The row cannot be read.

variant =
    .ftth = Fibre to the home (FTTH)
    .ftth_fwa = FTTH, and FWA from existing stations where cheaper
    .fwa = FWA from existing stations
    .mobile = FWA from existing and new stations (5G)

stage =
    .n1 = Schools and public buildings (1 Gb/s) with addresses on the way
    .n2 = Most households per złoty, with a minimum in every locality
    .n3 = The remaining addresses of the plan

price_unit =
    .PLN = PLN
    .PLN-m = PLN/m
    .PLN-month = PLN/month
    .PLN-year = PLN/year
    .PLN-m-year = PLN/m/year
    .share = share
    .years = years
    .pieces = pcs
    .m = m
    .km = km
    .Mb-s = Mb/s
    .GB-month = GB/month

costs =
    .beyond = out of reach
    .tornado_alt = Change of the net present value when one assumption takes its lowest or highest value; the same numbers stand in the table below the chart
    .tornado_axis = change of NPV, PLN thousand
    .frontier_alt = Cost of the network by the number of addresses passed
    .frontier_axis = addresses passed
    .frontier_cost = cost, PLN million
    .at_low = lowest value of the assumption
    .at_high = highest value of the assumption
    .cluster = Cluster
    .area = Area

bill_sheet =
    .bill = Cost estimate
    .assumptions = Assumptions
    .variants = Options
    .stages = Stages
    .sensitivity = Sensitivity
    .work = Item
    .quantity = Quantity
    .unit = Unit
    .price = Net unit price, PLN
    .amount = Net amount, PLN
    .total = Total
    .value = Value
    .low = Lowest
    .high = Highest
    .year = Year
    .vat = VAT
    .net = without VAT
    .gross = with VAT
    .none = not applicable
    .source = Source
    .checked = Checked
    .confidence = Confidence
    .confirmed = confirmed
    .unconfirmed = unconfirmed
    .variant = Option
    .by_fibre = Addresses: fibre
    .by_radio = Addresses: radio
    .unserved = Addresses not served
    .households = Households
    .upgraded = Stations upgraded
    .masts = New stations
    .capex = Net outlay, PLN
    .npv = NPV, PLN
    .gap = Funding gap, PLN
    .stage = Stage
    .addresses = Addresses
    .public = Public buildings
    .metres = Metres of network
    .cost = Net outlay of the stage, PLN
    .assumption = Assumption
    .at_low = NPV at the lowest, PLN
    .at_high = NPV at the highest, PLN
    .minus = NPV at −20%, PLN
    .plus = NPV at +20%, PLN

changes =
    .was = Was
    .is = Is
    .bridge_alt = Bridge chart: the number of white addresses in the previous edition, what each reason added or took away, the number in the new edition; the same numbers are in the table beside it

statement =
    .present = coverage
    .planned_private = plans
    .planned_public = publicly funded plans

reason =
    .new_coverage = new coverage
    .upgrade = network upgrade
    .coverage_gone = coverage withdrawn
    .data_correction = correction of data
    .new_address = new address
    .removed_address = address removed
    .vacancy = vacant building
    .plan = plan
    .rule_change = change of rules
    .public_site = public building
    .doubt = objection or contradiction
    .renumbered = another gmina (TERYT)

reason_meaning =
    .new_coverage = there is a network or technology at the address that the previous edition did not have there, and it changed the status
    .upgrade = the same network in the same technology states more speed than in the previous edition, and that alone changed the status
    .coverage_gone = the network or technology that gave the previous status is not there in the new edition
    .data_correction = a record was corrected: the number, street, locality or position of the address, or the kind of reach, retail provider or a lowered speed of the same network in the same technology
    .new_address = the address is in the new edition only
    .removed_address = the address was in the previous edition only
    .vacancy = the address was removed and the register of vacant buildings lists it; or an address came that the previous edition listed as vacant
    .plan = a plan was stated, changed, withdrawn, came within the horizon, or its date passed
    .rule_change = the previous data judged by the new rules (thresholds, horizon, basis of speed) already have the new status
    .public_site = a public building came to the address or left it, so the profile began or ceased to concern it
    .doubt = the records are the same; an admitted objection of the gmina’s book or a detector of contradictions decided (setting detectors = "decide")
    .renumbered = the same status, the address is counted in another gmina

tie =
    .id = the same identifier
    .key = the same key: gmina, locality, street, number
    .key_without_gmina = the same locality, street and number, another gmina
    .place = the same number at the same place
    .twin = twin addresses with the same key, one by one

admissibility =
    .admitted = admitted
    .nothing_in_question = noted: contests no coverage record, but is a reason to check
    .closed = rejected or withdrawn by an earlier decision
    .no_address = names no address of the base
    .weak_evidence = lacks evidence of the kind that this claim requires
    .no_day = evidence without a date
    .later_day = evidence dated after the day of the objection, or an objection after the day of the report
    .too_old = evidence older than the rule allows
    .nothing_declared = the operator declares nothing of the kind at this address
    .no_technology = the contested technology is not given
    .no_operator = with tests the operator must be named
    .no_delay = a delay without dates, or within the allowed time
    .no_tests = no test of this address and operator counts (by cable, at peak hours, not too old, under a contract for a fast enough connection)
    .few_tests = too few tests or days of tests
    .fast_enough = the median of the tests meets the threshold of the profile

claim =
    .no_service = no service
    .refused = refusal
    .extra_cost = cost above the ordinary
    .delay = delay
    .slower = too slow
    .wrong_technology = wrong technology
    .plan_not_credible = plan not credible
    .unreported_network = undeclared network
    .wrong_address = wrong address
    .other = other

evidence =
    .refusal_doc = letter of refusal
    .screenshot = screenshot
    .speedtest_fixed = speed tests
    .mobile_test = test of a mobile network
    .field_check = field visit
    .bill = invoice
    .statement = statement
    .none = no evidence

challenge_number =
    .availability_age_max_days = refusal, screenshot, visit: greatest age of the evidence
    .bill_age_max_days = invoice: greatest age
    .connection_days_max = longest permissible time to connect
    .test_days_min = tests: least number of different days
    .tests_min = tests: least number
    .test_hour_from = tests: from hour
    .test_hour_before = tests: before hour
    .test_age_max_days = tests: greatest age
    .area_locations_min = so many admitted objections to one operator in a locality call for checking the whole locality

effect =
    .flag = flag
    .reach = the record counts as possible
    .status = the white address is uncertain

orphan =
    .street = covered street
    .near = covered neighbours

record_state =
    .planned = planned
    .in_progress = being built
    .done = done
    .terminated = contract terminated
    .unknown = state unknown
    .new = new
    .read = read
    .met = met
    .withdrawn = withdrawn
    .reported = reported
    .confirmed = confirmed
    .outdated = out of date

detectors =
    .flag = only flag
    .decide = decide

connection =
    .active = active
    .none = no connection
    .unknown = not known

backup =
    .none = none
    .fixed_same_route = same route
    .fixed_other_route = another route or medium
    .mobile = mobile network
    .satellite = satellite

spectrum_event =
    .begins = reservation begins
    .due = duty falls due
    .ends = reservation ends

works =
    .construction = construction
    .reconstruction = reconstruction
    .resurfacing = resurfacing
    .sidewalk = pavement
    .water = water or sewerage
    .gas = gas
    .power = power
    .other = other

obstacle =
    .consent = no consent of the owner
    .agreement = approvals
    .monument = listed monument
    .nature = nature protection
    .crossing = crossing of tracks, a river or a road
    .full_duct = no room in the duct
    .poles = no consent for poles
    .fees = fees
    .zoning = local zoning plan
    .other = other

obstacle_state =
    .standing = standing
    .being_removed = being removed
    .unknown = not known

duty =
    .met = met
    .not_met = not met
    .not_applicable = not applicable
    .unknown = not known

step =
    .coordinator = A coordinator to whom an investor writes in every matter
    .permits = Applications and decisions in one table, each with the day on which it was complete
    .fees = The fee for occupying the road reserve in the gmina’s table and in the information point (PIT)
    .ducts = Ducts in the gmina’s table with the number of free ways, and in the PIT
    .infrastructure = The gmina’s technical infrastructure in the PIT
    .parcels = Parcels of the land register, each with the registration group that tells the gmina’s own (whether they are for lease, the register does not say)
    .roadworks = The plan of roadworks, each with the day until which others can join
    .obstacles = The list of obstacles, each with its state: standing, being removed or removed

duct_kind =
    .technological_channel = utility duct
    .cable_duct = cable duct
    .microduct = microduct
    .telecom_poles = telecommunications poles
    .power_poles = power poles
    .other = other

service =
    .n4g = 4G (LTE)
    .n5g = 5G (NR), all bands
    .n5g_3600 = 5G in the 3600 MHz band

route =
    .roads = roads
    .rail = railway
    .no_class = no class

mobile_map =
    .n5g = 5G
    .n4g = 4G only
    .none = without 4G and 5G
    .unknown = not known

jst_map =
    .gigabit = connection of at least 1 Gb/s
    .active = connection slower or of unknown speed
    .none = no connection
    .unknown = not known
    .addresses = addresses

contract =
    .ended = past its end

enough =
    .unknown = not known
    .never = not enough even today
    .until = until
    .long = at least 15 years

obligation =
    .obligation_households_share = households: share covered
    .obligation_households_down = households: download speed
    .obligation_households_latency_max = households: latency at most
    .obligation_routes_share = national roads and railway lines: share covered
    .obligation_routes_down = national roads and railway lines: download speed
    .obligation_routes_latency_max = national roads and railway lines: latency at most

obligation_here =
    .addresses = addresses
    .routes = all roads and tracks

mobile_assumption =
    .building_loss = loss in the walls of a building
    .fwa_range = range of a station for a fixed outdoor antenna
    .spectral_efficiency = mean downlink spectral efficiency
    .sector_use = permissible use of a sector
    .fwa_traffic = traffic of an FWA subscriber
    .busy_hour_share = share of the busiest hour in a day
    .traffic_growth = growth of traffic
    .fwa_take_up = share of households with FWA
    .site_range = range of a new 5G station for outdoor addresses
    .effective_earth_radius = radius of the Earth with refraction of waves

print =
    .report = Diagnostic report
    .as_of = as of
    .profiles = profiles:
    .editions = editions of registers:
    .hash = fingerprint of the input data
    .page = page
    .of = of
    .annex = Annex. All addresses

table =
    .podsumowanie = Summary
    .profile = Profiles
    .wskazniki = Indicators
    .adresy = Addresses
    .miejscowosci = Localities
    .skupiska = Clusters
    .budynki = Buildings
    .sieci = Networks
    .sprzecznosci = Contradictions
    .uwagi = Issues
    .pochodzenie = Lineage
    .obrys = Outline of the gmina

cascade =
    .all = all address points
    .not_applicable = not concerned by the profile
    .black = black for certain
    .grey = grey for certain
    .uncertain = uncertain
    .white = white today, for certain
    .covered = covered by operators’ plans
    .left = white after plans

variant_map =
    .outside = white, outside the plan
    .fibre = fibre only
    .new = radio from a new station only
    .existing = radio from an existing station possible
    .cheaper = FWA cheaper than fibre

outside =
    .no_position = without coordinates
    .no_road = far from roads
    .cut_off = road without a way to a node
    .unpaid = beyond the budget
    .elsewhere = in another gmina

figure =
    .map = Map
    .chart = Chart

overview =
    .map_alt = Map of gminas by share of white addresses; the same figures stand in the table of gminas
    .nobody = no address of the profile

table_column =
    .address = Address
    .address_id = Identifier
    .addresses = Addresses
    .against_file = Contradicting file
    .against_row = Contradicting row
    .age_days = Age on the day of the report, days
    .anchored = White addresses nearby
    .as_of_day = As of
    .best_down_mbps = Best offer: download, Mb/s
    .best_up_mbps = Best offer: upload, Mb/s
    .black = Black
    .building = Building no.
    .capex = Net outlay for the cluster alone, PLN
    .capex_per_address = Outlay per address, PLN
    .cause = Cause
    .certain = Of which certain reach
    .certain_down_mbps = Highest certain download, Mb/s
    .cluster = Cluster
    .clusters = Number of clusters
    .code = Code
    .contract_until = Contract until
    .concerned = Concerned by the profile
    .contradiction = Contradiction
    .converted_from = Coordinates converted from
    .detail = Detail
    .detector = Detector
    .down_mbps = Download, Mb/s
    .easting = E (EPSG:2180), m
    .edition = Edition
    .effect = Effect
    .file = File no.
    .file_name = File
    .formula = Formula
    .found = Measured
    .gigabit = 1 Gb/s at the address
    .gmina = Gmina
    .grant_per_address = Funding gap per address, PLN
    .grey = Grey
    .hectares = Outline, ha
    .high = To
    .horizon = Horizon of plans
    .households = Households
    .in_plan = In the plan
    .indicator = Indicator
    .item = Item
    .kinds = Kind
    .limit = Threshold
    .locality = Locality
    .low = From
    .main_profile = Main profile
    .meaning = Meaning
    .media = Media
    .median_m = Median distance to coverage, m
    .medium = Medium
    .mid = Middle
    .names = Units
    .nearest_fibre_m = To fibre, m
    .nearest_node_m = To a node, m
    .networks = Networks
    .northing = N (EPSG:2180), m
    .not_applicable = Not applicable
    .npv = NPV, PLN
    .number = Number
    .operator = Operator
    .outside = Outside the area
    .outside_plan = Outside the plan: reasons
    .place = Place
    .profile = Profile
    .profile_label = Name of the profile
    .read = Read
    .register = Register
    .rejected = Rejected
    .row = Row
    .rule = Rule
    .seller = Retail provider
    .seller_id = Number of the retail provider
    .served_m = Nearest coverage, m
    .sha256 = SHA-256
    .share_high = White, share to
    .share_low = White, share from
    .shown = In the report
    .simc = SIMC
    .source = Registers and editions
    .state = Connection
    .status = Status today
    .street = Street
    .symbol = Symbol
    .technology = Technology
    .tense = Scenario
    .terc = TERYT
    .top_mbps = Highest speed, Mb/s
    .ulic = ULIC
    .uncertain = Uncertain
    .unit = Unit
    .up_mbps = Upload, Mb/s
    .used = Used
    .value = Value
    .version = Version of Zasięg
    .white = White
    .white_high = White to
    .white_low = White from
    .white_mid = White, middle
    .white_with_plans = White after plans
    .yearly_cost = Yearly cost, PLN

indicator_unit =
    .count = number
    .days = days
    .flag = 0 or 1
    .grosze = PLN
    .mm = m
    .per_km2 = per km²
    .per_thousand = per 1000
    .ratio = ratio
    .share = share

plan_drawing =
    .north = N
    .kilometres = km
    .road = roads
    .trench = new trench
    .duct = existing duct
    .aerial = existing poles
    .existing_line = existing cable line
    .area = contest area
    .root = fibre node
    .address = address in the plan
    .unreachable = address out of reach
    .unplanned = white address outside the plan

address_list =
    .address_id = identifier
    .locality = locality
    .simc = SIMC
    .street = street
    .ulic = ULIC
    .number = number
    .certain_down = highest certain download Mb/s
    .best_down = best stated offer: download Mb/s
    .best_up = upload Mb/s
    .technology = technology
    .operator = operator
    .cluster = cluster
    .rule = rule
    .evidence = evidence (file:row)

workbook =
    .money = "PLN" #,##0.00

month =
    .n01 = January
    .n02 = February
    .n03 = March
    .n04 = April
    .n05 = May
    .n06 = June
    .n07 = July
    .n08 = August
    .n09 = September
    .n10 = October
    .n11 = November
    .n12 = December

# Sentences with numbers or names in them.

cluster-in-locality = { $locality }, cluster { $number }
site-network = { $owner } – { $medium }, { $speeds }
site-network-possible = { $network } (uncertain reach)
figure-of = { $part } of { $whole }
days = { $days } days
money = PLN { $amount }
per-year = { $share } a year
whole-zloty = PLN { $amount }
annex-text = Addresses of the gmina ({ $n }) by locality and street: status today under the profile { $profile }, highest speed of a certain offer, number of addresses in brackets. The same addresses with evidence are in the file adresy.csv.
annex-left-out = The list of all addresses ({ $n }) is not printed; it is in the file adresy.csv.
plan-title = Network plan: { $name }
plan-alt = Map of the routes of the planned network in: { $name }
plan-source = Sources: { $registers }. Coordinate system EPSG:2180. Lengths on the GRS 80 ellipsoid.

# Numbers of things, by the name of their unit in data.

count-buildings = { $n } { $n ->
    [one] building
   *[other] buildings
  }
count-contracts = { $n } { $n ->
    [one] contract
   *[other] contracts
  }
count-days = { $n } { $n ->
    [one] day
   *[other] days
  }
count-editions = { $n } { $n ->
    [one] edition
   *[other] editions
  }
count-localities = { $n } { $n ->
    [one] locality
   *[other] localities
  }
count-months = { $n } { $n ->
    [one] month
   *[other] months
  }
count-networks = { $n } { $n ->
    [one] network
   *[other] networks
  }
count-notices = { $n } { $n ->
    [one] request
   *[other] requests
  }
count-roads = { $n } { $n ->
    [one] road
   *[other] roads
  }
count-hours = { $n } { $n ->
    [one] hour
   *[other] hours
  }
count-tests = { $n } { $n ->
    [one] measurement
   *[other] measurements
  }
count-years = { $n } { $n ->
    [one] year
   *[other] years
  }
