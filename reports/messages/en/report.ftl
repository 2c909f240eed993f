# Texts of the report, by the template that shows them (reports/templates/report). HTML is allowed here; values are
# escaped. Both languages hold the same keys with the same arguments: a test compares them.

## Summary and chapters 1, 3, 4, 5, 12, 13 (raport.html)

report-title = Diagnostic report: { $name } – broadband white spots as of { $as_of }
skip-link = Skip to content
report-kind = Diagnostic report · fixed broadband access · as of { $as_of }
report-powiat = · powiat { $powiat }
report-voivodeship = · voivodeship { $wojewodztwo }
summary-title = Summary for the head of the gmina
summary-addresses = Of { $n_addresses } { $n_addresses ->
    [one] address point
   *[other] address points
  },
summary-addresses-concerned = Of { $concerned } { $concerned ->
    [one] address
   *[other] addresses
  } that the profile { $id } concerns (of { $n_addresses } address points in all),
summary-white = { $low } ({ $white_low }) are
summary-white-between = between { $low } and { $high } (from { $white_low } to { $white_high }) are
summary-bounds = With a certainty of { $level }% there are between { $low } and { $high } of them (from { $share_low } to { $share_high }): here contradictions between registers and records without an address are counted too (ch. { -ch-conflicts }), above only the colours of addresses.
summary-bounds-one = With a certainty of { $level }% there are { $low } of them ({ $share_low }): here contradictions between registers and records without an address are counted too (ch. { -ch-conflicts }), above only the colours of addresses.
summary-profile = <strong>white spots</strong> under the profile { $id }. { $summary }
summary-no-coverage = <strong>No coverage statements for this gmina.</strong> No operator’s record concerns its addresses, so “white” here means only “nothing is known”. Add the operators’ statements before using this report.
summary-gates = <strong>The data quality check failed</strong> for:
summary-gates-meaning = . More records were rejected than the settings of this run allow, or – where “(Mb/s)” follows the name – more than half of the stated speeds are beyond their technology (check that they are not in kb/s); the figures below may be too low or too high (chapter { -ch-conflicts }).
summary-no-boundary = The data hold no boundary of this gmina: the positions of addresses were not checked and the maps have no outline.
summary-no-position = Without a position: { $without_position } { $without_position ->
    [one] address
   *[other] addresses
  }; not on the maps and in no cluster.
tile-white = White addresses today, with a certainty of { $level }% (W1±)
tile-bounds = { $low } to { $high } addresses
tile-bounds-one = addresses: { $low }
tile-certain = certain: { $low }
tile-uncertain = , uncertain: { $uncertain }
tile-plans = White after operators’ plans until { $horizon } (W1)
tile-plans-cover = plans cover { $covered } of { $low } white addresses (I1)
tile-plans-none = no plan covers any white address
tile-plans-unknown = the data have no register of plans
tile-gigabit = Addresses with a certain offer of at least 1 Gb/s (D1)
figure-sources = Sources: { $sources }, as of { $as_of }.
figure-registers = registers of chapter { $chapter }
map-today = White, grey and black addresses today, profile { $id }.
findings-title = What follows
findings-place = { $name }: { $white } white { $white ->
    [one] address
   *[other] addresses
  } of { $addresses } ({ $share }).
findings-no-place = No locality has addresses that are certainly white.
findings-clusters = Clusters of white addresses (P1): { $count }; addresses in clusters: { $addresses }, outside them: { $scattered }.
decisions-title = Three decisions
decisions-verify = Verify the uncertain addresses with the operators ({ $uncertain }): they settle where in the interval the truth lies.
decisions-confirm = Confirm with the operators, at a few selected addresses, the coverage declared as actual.
decisions-report = Report to SIDUSIS, the information system on access to fixed broadband, the white addresses of the list in chapter { -ch-status } that no plan covers ({ $left }).
decisions-correct = Have the records of chapter { -ch-conflicts } corrected at their source ({ $rejected_total } rejected, { $flagged_total } flagged).
unknowns-title = What we do not know
unknowns-theoretical = Whether addresses with theoretical coverage only can be served ({ $uncertain }).
unknowns-speed = What the speed is at peak hours: statements give
unknowns-speed-peak = the declared speed, here multiplied by an assumed factor
unknowns-speed-declared = the declared speed
unknowns-premises = How many households and firms there are at the addresses: the data hold no such register, so indicators per household show “—”.
unknowns-buildings = How the gmina’s buildings are connected: the survey has not been filled in (chapter { -ch-buildings }).
contents = Contents
chapter-data = Data used
chapter-shape = Characteristics of the gmina
chapter-coverage = Coverage of fixed networks
chapter-status = White, grey and black addresses
chapter-plans = Investment plans
chapter-demand = Demand and needs
chapter-mobile = Mobile networks and 5G
chapter-buildings = Connections of the gmina’s buildings and units
chapter-investor = For investors: procedures and facilitation
chapter-costs = Investment options and costs
chapter-areas = Intervention areas
chapter-conflicts = Contradictions and verification
chapter-method = Method and legal basis
data-intro = Every figure in this report comes from the files below. The file and row numbers for each address stand in <code>adresy.csv</code> and <code>adresy.parquet</code> (evidence columns: <code>file number:row</code>). A row is a record of data: in a file with a header row 1 is the second line, in SIDUSIS statements (no header) the first.
data-certificates = Provenance of the registers
col-no = No.
col-register = Register
col-file-edition = File and edition
col-read = Read
col-used = Used
col-rejected = Rejected
col-outside = Outside the area
data-edition = edition { $edition }
data-age = , { $age_days } { $age_days ->
    [one] day
   *[other] days
  } old on the day of the report
data-age-later = , covers days after the day of the report
data-age-same = , of the day of the report
data-age-unknown = , age unknown
data-rows-held = not given: each row is a request or a vacant building
data-converted = ; coordinates converted from { $converted_from },
data-accuracy = to within { $accuracy_m } m
data-accuracy-unknown = accuracy unknown
corrections-title = Corrections of the address register applied before the diagnosis
col-corrected-address = Corrected address
col-field = Field
col-old = Was
col-new = Is
col-reason = Reason
col-who-when = Who (role) and when
col-evidence = Evidence
rungs-title = How coverage records found their address in the gmina (matching ladder, K2)
col-rung = Rung
col-records = Records
rung-exact = exactly the same key (TERYT, SIMC, street, number)
rung-number = the same number apart from letter case, spaces and full stop
rung-street = the same street, the nearest form of the same number
rung-coordinates = the nearest address within { $radius } m of the coordinates
coverage-intro = What counts is the highest download speed among offers with <em>certain</em> (actual) reach; theoretical offers do not raise the class.
chart-speeds = Share of addresses with a certain offer of at least the given speed (D1).
chart-places = Status of addresses
chart-places-localities = in localities
chart-places-streets = along streets
chart-places-note = (bar: 100% of addresses, their number beside it), profile { $id }, today.
map-speeds = Highest certain download speed at an address.
coverage-table = Addresses by locality, speed class and medium of the fastest certain offer
col-locality-medium = Locality / medium
col-addresses = Addresses
operators-table = Networks and retail providers in the gmina (present offers)
col-seller = Retail provider
col-number = Number
col-networks = Networks
col-media = Media
col-of-which-certain = of which certain
col-top-speed = Highest Mb/s
status-intro = White: no network meets the threshold. Grey: one does. Black: at least two distinct physical networks do. Uncertain: only statements of theoretical coverage meet it.
status-table = Addresses by profile and scenario (W1, D3, K3)
col-profile = Profile
col-tense = Scenario
col-white = white
col-uncertain = uncertain
col-grey = grey
col-black = black
col-not-applicable = not applicable
col-white-share = white, share
profile-not-in-force = not in force on this day
profile-unconfirmed = some numbers are unconfirmed (ch. { -ch-method })
chart-cascade = Cascade of addresses, profile { $id }: from all address points of the gmina through those that have a network certainly or possibly to those that are white today and white after operators’ plans.
places-table = Localities, profile { $id }: addresses today, with the interval of uncertainty
col-locality = Locality
col-concerned = Concerned by the profile
col-white-from = White: from
col-middle = middle
col-to = to
col-share = Share
col-grey-heading = Grey
col-black-heading = Black
col-white-with-plans = White after plans
list-title = List of white addresses
list-intro = Profile { $id }, today: { $low } { $low ->
    [one] address
   *[other] addresses
  }. An asterisk (*): the address is covered by an operator’s plan due by { $horizon }. Full rows with evidence: <code>adresy.csv</code>.
list-empty = There are no addresses that are certainly white.
plans-intro = Plans stated by operators to be built with private money (art. 29j of the Act of 7 May 2010 on supporting the development of telecommunications services and networks). Plans due from { $as_of } to { $horizon } count, both days included.
plans-table = Plans in the gmina
col-operator = Operator
col-due = Due
col-medium = Medium
col-mbps = Mb/s
col-of-which-white-today = of which white today
col-counts = Counts
yes = yes
plans-beyond-horizon = no: beyond the horizon
plans-undated = no: no day is told
map-plans = White addresses covered by plans and those that remain.
chart-timeline = Addresses of operators’ plans and public contracts by the year in which they are to be ready, and what became of them (on the day of the report); colour and pattern say the same. An address of several plans counts once in each year and state.
plans-caution = Contracts and plans are sometimes abandoned. If no plan is carried out, the present situation stands.
plans-none = The data hold no operators’ plans for this gmina.
sites-title = Networks at the addresses of public buildings
sites-intro = Networks available at the address of a building (this is not the state of its own connection, which no national register gives). The buildings are those of chapter { -ch-buildings }: from RSPO, from the table of buildings and from the survey of connections. A dash “—” in the address column: the building’s address is not in the address base.
sites-table = Public buildings and the best certain offer at their address: { $n_sites }, of which { $sites_without_address } without an established address
col-institutions = Institutions
col-kind = Kind
col-address = Address
col-certain-offer = Certain offer, Mb/s
col-networks-here = Networks at the address (Mb/s down/up)
col-site-profile = Threshold { $speeds } Mb/s
issues-intro = Nothing disappears silently: every rejected or doubtful record has a stable code, a file and a row; <code>issues.csv</code> beside the report lists them all (of remarks repeated thousands of times, the first ones, with the full count here).
issues-unnamed = Records rejected or flagged that name no gmina: { $unnamed_issues } – in the same file.
issues-table = Records that name this gmina
col-cause = Cause
col-code = Code
col-effect = Effect
col-examples = Examples (file:row)
none-found = None.
issues-outside = { $outside_gmina } { $outside_gmina ->
    [one] address lies
   *[other] addresses lie
  } outside the boundary of the gmina in the boundary file. Simplified boundaries shift the line; addresses were counted in the gmina of their code and not moved.
method-intro = The unit is the address point. Its status follows from the threshold of the profile, the day { $as_of }, the horizon of plans and the evidence; colours count distinct physical networks, not retail providers. A network is certain if at least one of its records that meet the threshold has actual reach. Speeds:
method-speed-peak = declared, times the peak factor
method-speed-declared = declared, at their nominal value
method-detectors-decide = Records that contradict technology were taken as uncertain.
method-detectors-flag = Records that contradict technology were flagged, but count.
rules-table = Rules of status
col-rule = Rule
col-status = Status
col-when = When
numbers-table = Numbers from law and programmes
col-law-number = Number
col-value = Value
col-source = Source
col-checked = Checked
link-text = text
unconfirmed = unconfirmed
chapter-numbers-table = Numbers of chapters { -ch-shape }, { -ch-demand }, { -ch-buildings } and { -ch-investor }: law and assumptions
link-source = source
indicators-table = Indicators
col-symbol = Symbol
col-name = Name
col-formula = Formula
col-meaning-rule = Meaning and rule
indicator-rules = Statuses: <a href="#reguly">rules of status</a>.
indicator-source = definition of Zasięg, ch. { $chapter }
indicator-source-summary = definition of Zasięg, summary
indicator-open = { $symbol }: formula, data, rule and source
indicator-back = { $symbol }: back to the value
col-registers = Registers
report-footer = Zasięg { $version } · as of { $as_of } · main profile { $id } · fingerprint of the input data
addresses = { $n } { $n ->
    [one] address
   *[other] addresses
  }

## Tables of indicators (wskazniki.html)

col-indicator = Indicator
col-numbers = Numbers
col-sources = Sources
no-data = no data
figure-held = held back: too few people concerned
figure-held-profile = held back: told only under the first profile of the rule book
figure-undeducted = vacancies not deducted

## Chapter 2: shape of the gmina (charakterystyka.html)

shape-premises = Population, households and firms: { $template } – counts only, no names.
shape-table = Density, scatter, roads, population (R1–R7)

## Chapter 6: demand (popyt.html)

demand-notices = Requests for service still waiting: { $notices }, of which without an address in the base or without a locality: { $unplaced }. Not counting those met, withdrawn or from vacant buildings.
demand-no-notices = No requests for service from this gmina (which is not the same as no demand). Requests made in SIDUSIS, or a survey by the gmina: { $template }.
demand-no-vacancies = No list of vacant buildings: { $template }.
demand-no-premises = The numbers of households and firms at the addresses are not known, so indicators per household show “—”. Table: { $template }.
demand-households = The number of households is known for { $with_households } of { $addresses } addresses.
col-place = Place
col-white-heading = White
col-notices = Requests
col-vacant = Vacant buildings
col-households = Households
col-businesses = Firms
demand-privacy = An asterisk (*): a number of requests, vacant buildings or firms below { $minimum }, or one from which such a number could be worked out; it is not given, nor are indicators made from it, nor the numbers of rows of the tables of requests and of vacant buildings. Vacant buildings of localities are given in all of them or in none. Numbers of households are given: how many homes an address has is seen from the street and does not say who lives in them; “—” where an address of the locality has no number. No personal field of a request is read.
demand-table = Indicators Z1–Z5
demand-localities = Demand by locality
demand-clusters = Demand in clusters of white addresses

## Chapter 7: mobile networks (siec_ruchoma.html)

mobile-intro = Coverage by levels or classes of signal from the registers; an address is covered where the class is at least { $class_min }. An address that nobody has measured or computed is unknown, not “without coverage”: hence the intervals. Indoors: the level given, or the outdoor level less an assumed loss in walls.
mobile-operators = Operators on which there are data in the gmina: { $operators }; of others nothing is known here.
mobile-no-operators = The register does not name operators.
mobile-map = Outdoor 5G coverage: cells of 100 × 100 m in which an address stands; colour and pattern say the same.
mobile-table = Addresses covered by mobile networks and public buildings without coverage (M4: 5G)
col-service = Service
col-outdoor = Outdoors (M1)
col-indoor = Indoors
col-one-operator = 1 operator (M2)
col-nobody = None
col-unknown = Unknown
col-buildings-without = Buildings not covered (M4)
part-of-whole = { $without } of { $whole }
mobile-unknown = , unknown: { $unknown }
mobile-no-reading = — (the data hold no reading of this service)
mobile-cells = Inhabited cells of 100 × 100 m: { $whole }; without 4G and 5G (M5): <strong>{ $without }</strong>
mobile-cells-meaning = . A cell is inhabited where it holds an address at which households are not known to be absent.
mobile-routes = Roads and railway lines without mobile coverage (M3: without 5G)
col-kind-class = Kind and class
col-length = Length
col-without-4g = Without 4G
col-without-5g = Without 5G
col-5g-unknown = 5G unknown
col-operators = Operators
mobile-no-routes = Lengths of roads and railway lines without 5G (M3): —. The data hold no roads or tracks of this gmina: { $template }, { $template2 }.
mobile-sites = What one new base station would give: public buildings around which the most addresses lack 5G
col-building = Building
col-gained = Addresses without 5G within the assumed range of a station
mobile-sites-meaning = Distance alone counts, also to addresses of neighbouring gminas; terrain, mast height and planning consent were not checked.
mobile-files = Every address, cell and route with operators, generation, band and class (of routes also the length reached): <code>ruchome_adresy.csv</code>, <code>ruchome_komorki.csv</code>, <code>ruchome_trasy.csv</code>.
mobile-not-known = <strong>Not known.</strong> The data hold no mobile coverage of this gmina, so the indicators M1–M5 are “—”, not zero. A raster of signal levels or a table of cells: { $template }. Coverage from the inventory of the Office of Electronic Communications, UKE (<code>pit-mobile</code>) has no positions: it works together with a table that gives the coordinates of its cells.
mobile-stations = Base stations in the gmina
col-stations = Stations
col-with-5g = of which with 5G
col-bands = Bands, MHz
col-no-technology = of unstated technology
mobile-stations-unstated = A station whose technology the register does not give may have 5G or not: it does not count as one with 5G, and white addresses in its range that no other station serves are unknown in M6.
mobile-spectrum = Spectrum calendar of this gmina: <strong>not known</strong>. From when each range may be used here (in the band 3400–3800 MHz it differs from gmina to gmina) is told by the auction documents and the reservation decisions of the President of UKE; the data hold no list by gmina. Below are the dates of the obligations for the whole country. Who has the decisions may write them into a table: { $template }.
spectrum-title = Spectrum calendar of this gmina
spectrum-table = Reservations that begin and end, and duties that fall due, in this gmina
spectrum-meaning = By the table of reservations and duties of the data; file and row refer to the list of files. A row of area PL is of the whole country. What the table does not hold is not known; whether a duty was met, it does not say.
spectrum-past = – past
spectrum-no-day = not known
spectrum-not-here = Spectrum calendar of this gmina: <strong>not known</strong>. The data hold a table of reservations and duties, but no row of it is about this gmina.
spectrum-unread = Rows of the table of reservations whose area cannot be read (PL, or TERYT codes separated by semicolons): { $rows }.
col-day = Day
col-spectrum-event = What
col-band = Band
col-file-row = File and row
mobile-no-stations = The register of base stations holds no station in this gmina.
mobile-stations-not-known = Base stations: not known, the data hold no register of them; without it, it cannot be said either whether fixed wireless access can be a bridge (M6). Add stations from the UKE inventory: { $template }.
bridge-title = Fixed wireless access (FWA) as a bridge
bridge-white = White addresses: { $white }. Within the assumed range of 5G stations: { $in_range } (leaving out those from which the terrain certainly hides every one), of which with a verified line of sight: { $in_sight }
bridge-hidden = ; every station in range is hidden by the terrain: { $hidden }
bridge-served = . Addresses that a station in line of sight takes, as it has enough capacity today in the busiest hour (M6): <strong>{ $served }</strong>
bridge-unknown = ; those of which this is not known (no terrain, antenna height, capacity or technology of a station): { $unknown }
bridge-m6 = – M6 = { $m6 }.
bridge-meaning = An address goes to the nearest station that can give the threshold of the profile ({ $threshold } Mb/s); a station takes households from the nearest on, as long as beside the average traffic of all its subscribers one of them still gets the threshold, and the others go on to the next. So one more station never lowers M6. Traffic of a subscriber in that hour: GB a month · 8 · 10³ · share of the hour / 30 / 3600 Mb/s. The terrain model shows no forests or buildings; traffic of phones and the division of stations into sectors are left out. M6 speaks of the 5G stations as they are; what upgrading them would give and cost is told by the options in chapter { -ch-costs }.
bridge-stations = Stations that take white addresses of the gmina, and the nearest of each of these; the day until which capacity is enough for the households that a station takes today
col-station = Station
col-white-all-gminas = White addresses (of all gminas)
col-traffic = Traffic, Mb/s
col-capacity = Capacity, Mb/s
col-enough = Enough
bridge-homes = A station that cannot give the threshold takes nobody. One that takes nobody for certain is shown with those that it takes if what is not known proves so. An address whose households nobody has counted counts as one household.
bridge-no-coverage = Fixed wireless access as a bridge (M6): —. Without data on the coverage of fixed networks in the gmina it is not known which addresses are white.
obligations-title = Calendar of spectrum auction obligations, and assumptions made
obligations-table = Obligations of the operators that won the auctions, and the state of the gmina today (outdoor 5G)
col-latest = At the latest
col-obligation = Obligation in the country
col-gmina-today = Gmina today
obligations-meaning = The obligations concern the country, not each gmina; the state of the gmina stands beside them for comparison and measures no speed.
assumptions-of-chapter = Assumptions of the chapter
col-assumption = Assumption
col-range = from – to
not-given = not given

## Chapter 8: buildings of the gmina (jst.html)

jst-none = The data hold not a single building of the gmina: no list of buildings, no RSPO and no survey. Empty table: { $template }; list of buildings: { $template2 }.
jst-intro = Several units in one building are one building; buildings: { $n_buildings }. “Not known” does not mean “no connection”: a building of which even one unit says nothing widens the interval of an indicator, unless what the others say is enough.
jst-no-survey = <strong>The gmina has not filled in the survey of connections.</strong> It is known where the buildings stand and what the registers say of their addresses; it is not known how they are connected. The survey for all units at once: { $template }, as a sheet that explains its columns: <code>zasieg import --template connections --out ankieta.xlsx</code>.
jst-states = State of connections:
jst-table = Buildings and their fastest connection
col-units = Units
col-connection = Connection, Mb/s down and up
col-contract = Operator, contract until, yearly cost
col-repair = Repair (SLA), backup
col-gigabit-here = 1 Gb/s at the address
col-to-node = To a node
col-to-fibre = To fibre
col-white-nearby = White addresses nearby
jst-map = Buildings by the state of their connection: colour and pattern say the same, numbers are those of the table below. On the map are those with an established position: { $placed } of { $n_buildings }.
jst-map-unnumbered = Without a number, for they stand too close: { $numbers } (their addresses are in the table).
jst-no-map = There is no map of the buildings: none has an established position.
jst-groups = Contracts that can be procured together (J8)
col-ends = End
col-buildings = Buildings
col-yearly-cost = Yearly cost, together
jst-anchors = Anchors: white addresses that fibre to a building brings within reach of a lead-in (J11)
col-white-addresses = White addresses
jst-near = { $own } (nearest address of the register: { $address })
jst-nearest = { $address } (nearest address of the register)
jst-own = { $own } (not in the address register)
jst-files = Every building with its evidence: <code>budynki.csv</code>; indicators: <code>indicators.csv</code>.
jst-indicators = Indicators J1–J11

## Chapter 9: for investors (inwestor.html)

investor-missing = The gmina has not yet given these tables; their indicators are “—”, not zero:
investor-parcels-file = (a file of the land register, register <code>parcels</code>)
investor-fee = Occupying the road reserve of a gmina road for works: { $fee } per m² and day; median of the powiat: { $powiat_fee }
investor-parcels = Parcels of the gmina near nodes: { $parcels }.
duties-table = Duties towards the information point, PIT (U7)
col-provision = Provision
col-state = State
article = art. { $article }
article-part = art. { $article }({ $part })
coordinator = coordinator
no = no
works-table = Dig once: planned works and white addresses beside them (U9, U10)
col-road = Road
col-works = Works
col-from-to = From – to
col-join = Can be joined, until
col-duct-planned = Duct planned
col-addresses-clusters = Addresses, clusters
works-clusters = clusters: { $clusters }
obstacles-table = Obstacles
col-description = Description
checklist-title = One-stop-shop checklist
checklist-ready = yes
checklist-open = not all
checklist-missing = the table is not in the data
checklist-meaning = ☑: the gmina’s table is in the data and every row of it says so; ☐: not every row, or there is no table. Beside it stands what the table holds. The program does not check whether that is true.
step-duty = duty of { $article }: { $state }
step-fee = fee in the data: { $fee } per m² and day
step-permits = applications: { $rows }, with the day of completeness: { $saying }
step-ducts = pieces of ducts: { $rows }, with a number of free ways: { $saying }
step-parcels = parcels: { $rows }, with a registration group: { $saying }
step-roadworks = works: { $rows }, with the day until which others can join: { $saying }
step-obstacles = obstacles: { $rows }, of a known state: { $saying }
ducts-table = Ducts and poles: how much of them can take fibre
ducts-counted = number given for { $counted } of { $pieces } { $pieces ->
    [one] piece
   *[other] pieces
  }
ducts-meaning = To use: access open or on request, without pieces of ducts of no free way (poles have no ways). Free ways: the lengths of pieces to use times their free ways; three ways of 100 m are 300 m.
col-pieces = Pieces
col-usable = To use
col-access-unknown = Access unknown
col-free-ways = Free ways
investor-indicators = Indicators U1–U11
gminas = { $n } { $n ->
    [one] gmina
   *[other] gminas
  }

## Chapters 10 and 11: costs and areas (koszty.html)

costs-intro = The plan passes { $addresses } { $addresses ->
    [one] address
   *[other] addresses
  } (households: { $households }; public buildings: { $n_public }) and needs { $length_km } km of network.
costs-pays-itself = Under the assumptions made, the investment pays for itself without a grant.
costs-beyond-aid = The surplus from subscriptions does not even cover operation: the funding gap (PLN { $gap }, PLN { $gap_per_address } per address) exceeds the outlay, so a construction grant alone is not enough.
costs-gap = Revenue will not repay the whole outlay: the funding gap is PLN { $gap }, or PLN { $gap_per_address } per address.
costs-caution = <strong>This is an estimate, not a quotation.</strong> Prices are net of VAT, in constant prices. Of { $n_assumptions } assumptions { $n_unconfirmed } are unconfirmed: own judgement or a single source (table at the end of the chapter). An address without a known number of households counts as one home on the revenue side; indicators per household then show a dash.
costs-outside = Outside the plan: { $all } of { $white } white { $white ->
    [one] address
   *[other] addresses
  }: without coordinates – { $no_position }, farther than { $snap_m } m from any road – { $no_road }, on a road that leads to no node – { $cut_off }, beyond the budget – { $unpaid }.
costs-outside-none = The plan covers all white addresses that were to be covered.
costs-nodes = Nearby { $all ->
    [one] is
   *[other] are
  } { $all } { $all ->
    [one] node
   *[other] nodes
  } from which a network may grow
costs-nodes-unknown = ; { $unknown } of them give no medium and were taken as fibre
costs-nodes-other = ; nodes of another medium, which were not used: { $other }
costs-budget = The budget for the whole cost estimate is PLN { $budget } net: the plan passes { $addresses } { $addresses ->
    [one] address
   *[other] addresses
  }, and no network along the same roads passes more than { $bound } for that amount (a difference of at most { $below }).
tile-outlay = Net outlay
pln-outlay = PLN { $capex }
tile-outlay-meaning = FTTH for the whole plan (C1: per address)
tile-gap = Funding gap (C5)
pln-gap = PLN { $gap }
tile-gap-address = per address (O2): PLN { $gap_per_address }
tile-break-even = Break-even revenue
tile-break-even-meaning = a month per subscriber at which NPV (C4) = 0; PLN { $arpu } is assumed
costs-indicators = Cost indicators: take-up { $take_up }% and cautious case { $take_up_floor }%
col-expected = Expected demand
col-cautious = Cautious case
costs-per-mbps = One Mb/s of download speed that addresses gain costs PLN { $per_new_mbps }.
costs-proven = Proven distance of the cost of routes, metres of lead-ins and nodes from the cheapest possible along the same roads: at most { $proven_gap }. An address is joined to any of the roads that lead to a node and are at most { $near_m } m away; where there is none, to any at most { $set_back_m } m away, then { $lead_m } m. Where there is none either, it gets a trench of its own: from any such road at most { $trench_max_m } m away, and where there is none either, from the nearest road.
costs-not-proven = No lower bound of the cost of routes was computed.
costs-crossings = Crossings are counted where a route crosses a railway, motorway or expressway that it does not meet. A trench off the road crosses an ordinary road at no charge of its own, as a lead-in does. Crossings of water are not counted: road data say at most that a section is on a bridge, not what lies under it.
variants-title = Options
variants-table = The same addresses with different technologies
col-variant = Option
col-by-fibre = Addresses:<br>fibre
col-by-radio = Addresses:<br>radio
col-unserved = Not<br>served
col-households-narrow = House-<br>holds
col-stations-masts = Stations:<br>upgraded / new
col-outlay = Outlay, PLN
col-outlay-address = Outlay per<br>address, PLN
col-npv = NPV, PLN
variants-no-stations = <strong>No register of stations</strong> (<code>base-stations</code>): the options with existing stations have nothing to use, so their dashes mean “not known”, not “impossible”.
variants-meaning = FTTH with radio covers the same addresses as FTTH: radio goes to those where the saving of outlay exceeds the antennas and the upgrade of existing stations (also those without 5G); public buildings stay on fibre. The choice looks at the outlay only, so the NPV may be worse than with fibre alone. Only the last option has new stations; the last two may leave addresses without a network. What existing 5G stations can give today, without an upgrade, is told by the indicator M6 (chapter { -ch-mobile } of the report of the gmina). Its numbers differ, because it takes the bands that a station has today and the take-up of radio alone; here an upgraded station has { $sectors } × { $sector_mbps } Mb/s, of which { $sector_use }% may be used in the peak hour, and the take-up is that of fibre ({ $take_up }%).
variants-radio = Radio counts only where a station has capacity in the peak hour: at most { $station_homes } { $station_homes ->
    [one] home
   *[other] homes
  } per station, at the assumed average traffic. The speed of { $fwa_speed } Mb/s in the peak hour is an assumption, not a result.
variants-terrain = Stations that the terrain certainly hides were left out; the terrain model does not show woods and buildings.
variants-no-terrain = Without a terrain model (<code>terrain</code>) it is not known which station it hides, so the number of radio addresses is an upper bound.
variants-new-stations = New stations: at least one for each square so large that a station in its middle reaches the corners.
variants-no-radio = Radio was left out: the assumed speed in the peak hour ({ $fwa_speed } Mb/s) does not reach the threshold of the profile.
variants-map = Variants: how to serve the addresses of the plan. The FTTH variant serves all of them; “FWA cheaper” are addresses that get radio in the mixed variant, two further classes are those that radio could reach from an existing or only from a new station. Colour and shape mean the same.
bill-title = Cost estimate (FTTH)
bill-table = Bill of quantities with net amounts
col-item = Item
col-quantity = Quantity
col-unit = Unit
col-price = Price, PLN
col-amount = Amount, PLN
total = Total
bill-splitters = Splitters: { $small } with room for { $small_homes } { $small_homes ->
    [one] home
   *[other] homes
  } each and { $large } larger ones; { $use_percent } of their places are taken, and the farthest home is { $farthest_m } m from its splitter.
bill-too-far = For { $too_far } { $too_far ->
    [one] address
   *[other] addresses
  } the lead-in alone is too long.
bill-leads = Lead-ins and equipment are counted for the expected number of subscribers. Maintenance of the network is a share of the outlay without the project and without the items that depend on the number of subscribers.
costs-map = Routes of the planned network and fibre nodes{ $areas ->
    [0] {""}
   *[other] , contest areas
  }{ $outside ->
    [0] {""}
   *[other] , addresses outside the plan
  }.
costs-frontier-elsewhere = What a network for a growing number of addresses costs is shown by the chart that the report has with the option <code>zasieg report --frontier</code>.
costs-frontier = Whole cost of the network for a growing number of addresses; the dots are networks that were found.
costs-frontier-table = What a network for more and more addresses costs (net)
sensitivity-title = What the result depends on
sensitivity-chart = Change of the NPV when one assumption takes its lowest or highest value and the others stay. The routes stay the same.
sensitivity-table = Net present value at the bounds of assumptions and at a change of 20%
col-npv-low = NPV at the<br>lowest, PLN
col-npv-high = NPV at the<br>highest, PLN
col-minus-fifth = −20%, PLN
col-plus-fifth = +20%, PLN
stages-title = Stages
stages-table = Order of construction; in stage 2 every locality reaches at least { $fairness }% of the plan’s addresses
col-stage = Stage
col-what-first = What comes first
col-public-narrow = Public<br>buildings
col-metres = Network, m
col-least-share = Lowest share<br>in a locality
anchors-title = Comparison with published rates
anchors-table = Funding gap per address in this plan: PLN { $gap_per_address }
col-programme = Programme
col-pln-per-unit = PLN per unit
col-year = Year
col-basis = Basis
assumptions-title = Assumptions
assumptions-table = All assumptions with bounds and source; prices without VAT
areas-intro = Each area and each cluster was computed as an FTTH network of its own, with its own way to a node: contest areas along the routes of the plan, clusters by the cheapest route found. The outlay of a cluster is for its addresses in the plan alone; the reason stands beside the others, and a cluster that no road from a node reaches has “—”. Addresses outside clusters have no row. So the outlays do not add up to that of the plan. “An operator will come” (O1) means that the NPV without a grant is positive. What belongs to an area is said by the list of its addresses; the outline on the map holds the places that are at most 250 m from an address of the area and no nearer to another planned address outside it.
col-area = Area
col-in-plan = In the plan
areas-outside = outside the plan: { $reasons }
col-per-address = Per address,<br>PLN (C1)
col-pays-itself = An operator<br>will come (O1)
col-grant-address = Gap per<br>address, PLN (O2)
areas-left-over = Outside the areas: { $left_over } { $left_over ->
    [one] address
   *[other] addresses
  } of the plan.
areas-none = No contest areas were proposed: the plan has fewer addresses than the smallest area needs, or every area would exceed the upper limit of cost.
areas-no-clusters = There are no clusters of white addresses in the plan.
areas-table = Proposed contest areas
areas-clusters = Clusters of white addresses: will an operator come without a grant

## Chapters 10 and 11 without a plan (koszty_brak.html)

no-plan = There is no network plan.
no-plan-white = Among the addresses to be covered none is white today under the main profile: there is nothing to plan.
no-plan-positions = No address of the gmina has coordinates, so no routes can be led to them. Coordinates come with the PRG address register (<code>prg-addresses</code>) or the position columns of the address table (<code>address-table</code>).
no-plan-roads = The data hold no roads near the addresses of the gmina, and routes run along roads. The register <code>roads</code> brings them: BDOT10k (OT_SKDR_L or OT_SKJZ_L of the powiat) or an extract from OpenStreetMap.
no-plan-nodes = The data hold no fibre nodes near the addresses of the gmina, so it is not known from where a network would grow. PIT registers bring them: nodes (<code>pit-nodes</code>), flexibility points (<code>pit-flexibility-points</code>), or a table of nodes of your own (<code>nodes-table</code>).
no-plan-budget = Not a single address can be covered for PLN { $budget } net
no-plan-least = : the cheapest network found that covers at least one place costs PLN { $least }
no-plan-reach = No route leads to any of the white addresses ({ $white }): without coordinates – { $no_position }, farther than { $snap_m } m from any road – { $no_road }, on a road that leads to no node – { $cut_off }. A fuller register <code>roads</code> brings the missing sections; <code>pit-nodes</code>, <code>pit-flexibility-points</code> or <code>nodes-table</code> the missing nodes.
no-plan-areas = Without a network plan there is nothing to form contest areas from, and nothing tells whether an operator would come without a grant.

## Chapter 4: intervals (przedzialy.html)

intervals-title = How wide the intervals are
intervals-intro = The number of white addresses lies in the interval with a probability of at least { $level }% (so do the numbers of grey and black ones, in the file intervals.csv). Uncertain coverage of a network (theoretical, or contested by a detector, ch. { -ch-conflicts }) proves true or false for a whole locality at once, and theoretical coverage for as many parts of it as can be seen from how unevenly editions settled. How often it proves true is told only by what editions settle
intervals-settled = (networks with something settled: { $settled })
intervals-not-settled = , and here nothing is settled
intervals-unknown = ; where nothing is known, the interval reaches from nearly only the addresses that nothing contradicts to all uncertain ones, and theoretical coverage proves true road by road, in an unknown share of each network. A network whose coverage vanished between editions, or whose record was refused, may be one network more at an address of any colour; so it is at addresses of a locality with a point of fibre in which nobody states fibre, where nearly everywhere with such a point somebody does. Fibre in a locality without a known point of its network is taken to be true as seldom as that point is missing in its other localities.
intervals-lost = The bounds were widened by records without an established address: { $lost_records } { $lost_records ->
    [one] statement
   *[other] statements
  } (each may have covered one white address; in profiles of public buildings only as many as may have been at such buildings) and { $lost_addresses } { $lost_addresses ->
    [one] address
   *[other] addresses
  } without a gmina.
intervals-meaning = A width of 0 means that the registers do not contradict each other, not that they tell the truth. The summary and the table of localities give the registers alone: from certainly white addresses to these with the uncertain ones; here contradictions and records without an address are added, so the bounds differ.
intervals-table = White addresses: the interval and its width in percentage points (W1±)
percentage-points = { $number } pp
col-from = from
col-share-from = share from
col-share-to = share to
col-width = width

## Chapter 4: clusters and orphans (sierotki.html)

clusters-title = Clusters of white addresses
clusters-table = All clusters ({ $clusters_total }): convex outline and distance to the nearest covered address
clusters-largest = The { $n_clusters } largest of { $clusters_total } clusters: convex outline and distance to the nearest covered address; all are in the file raport.xlsx (<code>--format xlsx</code>), and where there is a plan of a network in chapter { -ch-areas } too
col-outline = Outline, ha
col-served = Nearest coverage, m
col-median = Median, m
orphans-title = “Orphans”: white addresses among covered ones
orphans-intro = White addresses at least eight of whose ten nearest neighbours are covered, or one to three white ones in a street whose other addresses (more than twice as many) are all covered; an uncertain neighbour does not count, and the nearest covered one is no farther than 500 m: { $total }. They were left out when the network was built or when it was stated; the cheapest start is to ask the neighbour’s operator.
orphans-table = Orphans and their nearest covered neighbours (P2)
orphans-first = (the first { $n_orphans })
col-why = Why
col-neighbour = Covered neighbour
col-m = m
col-network = Network
letter-title = Draft letter to the operator: { $operator } ({ $count } { $count ->
    [one] address
   *[other] addresses
  })
letter-greeting = Dear Sir or Madam,
letter-body = according to the statements to SIDUSIS (as of { $as_of }), your network covers addresses that lie at the distances below (in a straight line) from addresses which no network meeting the threshold { $id } covers. Please let us know whether the addresses without coverage: (1) are covered but were left out of the statement – in that case please correct it; (2) can be connected on ordinary terms, and when; (3) cannot be connected – in that case please state the reason.
letter-line = { $address } – { $metres } m from a covered address: { $neighbour }
letter-others = and { $n ->
    [one] one address
   *[other] { $n } addresses
  } more (the table <code>orphans.csv</code> of <code>zasieg diagnose</code> has all with their distances):
letter-end = Yours faithfully,<br>(signature, { $name })

## Chapter 12: contradictions (sprzecznosci.html)

conflicts-title = Contradictions between registers
conflicts-intro = Each rule compares two records and names the file and row of both sides.
conflicts-decide = In this run detectors decide: a contradicted record counts as possible, and a contested white address as uncertain.
conflicts-flag = In this run detectors only flag: the colours of addresses stay, and contested records widen the intervals of ch. { -ch-status }.
conflicts-files = All contradictions: <code>conflicts.csv</code> of the command <code>diagnose</code>.
conflicts-table = Contradictions in the gmina: { $total }
conflicts-elsewhere = ; also records that name no gmina: { $files }
col-detector = Detector
col-examples-both = Examples (file:row ↔ file:row)
conflicts-held = *: contradictions with notices of demand are fewer than { $minimum }, or there is none, or the first profile of the report is not the first of the rule book; how many is not told, since a notice is somebody’s wish.
conflicts-silent = Found nothing: { $silent }.
detector-numbers-table = Numbers of the detectors and where they come from (assumptions of the program, not law)
col-justification = Justification

## Chapter 1: freshness (swiezosc.html)

freshness-title = Freshness of operators’ statements
freshness-intro = What counts is whether the content of a statement changed between editions, not whether the operator confirmed that it is up to date. The change index is the number of records that came or went, divided by all that at least one of two consecutive editions holds (in the whole run, not in the gmina alone). After { $stale_from } or more unchanged editions in a row a statement is taken as stale; a small network that does not grow may rightly look so.
freshness-table = Operators present in the gmina, the longest unchanged first
col-statement = Statement
col-editions = Editions
col-changed = of which changed
col-unchanged = Unchanged in a row
col-change-index = Change index
col-verdict = Verdict
freshness-gone = absent from the last edition
freshness-stale = stale
freshness-unchanged = unchanged
freshness-changing = changing

## Chapter 5: credibility of plans (wiarygodnosc.html)

credibility-title = Credibility of plans
credibility-intro = What became of plans and contracts by { $as_of }. Delivered: the planner states coverage at the address at the planned speed or at that of the threshold. Overdue: the day has passed, there is no coverage. Terminated: the contract no longer stands, so white addresses return to the list. A contract of unknown state under which nothing was delivered is neither pending nor overdue. Risk: the number of white addresses of pending plans that will be lost if the operator keeps its dates as it has so far; “—” means that nothing has been due yet.
credibility-table = Addresses of plans by operator (I2, I3, I4)
col-delivered = Delivered
col-pending = Pending
col-of-which-white = of which white
col-overdue = Overdue
col-terminated = Terminated
col-white-again = of which white again
col-unknown-state = Contract of unknown state
col-kept = Kept
col-risk = Risk

## Book of objections (ksiega.html)

book-title = The gmina’s book of objections
book-intro = Objections of residents and the gmina to declared coverage or plans: { $n_entries } { $n_entries ->
    [one] entry
   *[other] entries
  }, of which admitted: { $admitted }.
book-decides = An admitted objection makes the contested record uncertain, and an address without another certain network becomes uncertain (setting <code>detectors = "decide"</code>).
book-flags = Objections <strong>do not change statuses</strong> in this report (setting <code>detectors = "flag"</code>); if they decided, { $changing } { $changing ->
    [one] objection
   *[other] objections
  } would change a status.
book-rules-note = The rules of admission follow a procedure of the United States, not Polish law (table below).
book-table = Entries of the book and their admissibility
col-entry = Entry
col-claim = Claim
col-admissibility = Admissibility
col-effect-profile = Effect (profile { $id })
book-median = median { $median } Mb/s, tests: { $tests }, days: { $days }
book-unchanged = unchanged: { $old }
book-empty = No entries concern this gmina.
book-area = { $locality }: objections to the operator { $operator } were admitted from { $addresses } { $addresses ->
    [one] address
   *[other] addresses
  } – it is worth asking it to prove its coverage in the whole locality.
visits-table = To be checked: where a visit settles the most
visits-first = (the first { $n_visits } of { $n_visits2 }; all of them in <code>do_sprawdzenia.csv</code>)
col-depending = Addresses whose status depends on it
col-clusters = Clusters
col-public = Public buildings
col-challenged = With an objection
col-start = Start from
book-rules = Rules for admitting objections
unconfirmed-note = (unconfirmed)
any-operator = any

## Page of evidence about an address (dowody.html)

evidence-title = Evidence: { $address }
evidence-kind = Zasięg – evidence about an address · as of { $as_of }
evidence-gmina = gmina { $gmina_name } ({ $gmina })
evidence-identifier = · identifier <code>{ $address_id }</code> · { $file }, row { $row } ({ $edition })
evidence-statuses = Status by profile
col-today = Today
col-after-plans = After plans
col-if-plans-fail = If plans fail
col-rule-today = Rule (today)
not-in-force-note = (not in force on this day)
evidence-table = Evidence (✓ – behind the status of the first profile)
col-date = Date
col-valid-until = Valid until
col-weight = Weight
col-origin = File (edition) and row
evidence-stale = (out of date)
evidence-origin = { $file } ({ $edition }), row { $row }
evidence-none = No register says anything about this address.
evidence-conflicts = Contradictions
col-measured = Measured
col-record = Record
col-against = Contradicted by
evidence-measure = { $found } (threshold { $limit })
evidence-row = { $file }, row { $row }
evidence-neighbour = Nearest covered address: { $address }, { $metres } m, network { $network } ({ $place }).
request-title = Request
request-correct = <strong>For correction of a statement (SIDUSIS / UKE).</strong> We request that the records listed above about the address { $address } be checked and corrected: the registers contradict each other as the table of contradictions shows.
request-challenged = <strong>For correction of a statement (SIDUSIS / UKE).</strong> What operators state about the address { $address } is contradicted by an admitted entry of the gmina’s book:
request-entry = { $id } ({ $claim }) of { $day }, { $file }, row { $row }
request-operator = operator { $operator }
request-correct-entry = We request that the stated coverage or plan be checked and corrected.
request-add = <strong>For adding the address.</strong> According to the records of { $as_of } the address { $address }
request-white = is not covered by any network that meets the threshold { $profiles }
request-uncertain = is said to be covered only by networks of uncertain reach
request-doubted = is said to be covered only by networks whose records another one or the gmina’s book puts in question
request-no-contract = and no live grant contract in the data of this run names it
request-list = . We request that it be added to the list of addresses
request-live = delivered under the live contract
request-next = of the live contract or the next call
request-none = The address is covered by a network that meets the threshold { $profiles } and nothing contradicts this; a request for correction needs evidence of a refusal to connect, or a measurement.
request-annex = Further records and files: in the annex overleaf or on the next sheet.
evidence-annex = Annex: further records about the address { $address }
signature = Date and signature: ………………………………………
evidence-files = Files on which this page rests
col-edition = Edition
col-file = File
evidence-footer = Zasięg { $version } · as of { $as_of } · detectors: { $detectors }

## Page of changes between editions (zmiany.html)

changes-title = Changes of white spots: { $as_of } – { $as_of2 }
changes-kind = Changes between editions · fixed broadband access
changes-heading = What changed from { $as_of } to { $as_of2 }
changes-summary-title = At a glance
changes-summary = White addresses (profile { $profile }, today) were { $old }, are { $new }: a change of <strong>{ $change }</strong>. { $n_changed } { $n_changed ->
    [one] address
   *[other] addresses
  } changed status; each has one reason, and the reasons add up exactly to the change.
changes-none = Nothing changed between the editions under the profile { $profile }, today.
changes-bridge = Chart { $index }. White addresses, profile { $profile }, { $tense }: from the previous edition to the new one. Orange: more white ones, green: fewer.
changes-figure-sources = Sources: registers of chapter 4, as of { $as_of } and { $as_of2 }.
changes-axis = The axis does not begin at zero.
changes-balance = Addresses by status and reason of change, profile { $profile }, today
changes-profiles = All profiles
changes-lenses = White addresses in both editions
col-change = Change
col-other-status = Addresses with another status
changes-rules = Rules that differ
col-rule-setting = Number or setting
changes-rules-same = The rules of both editions are the same.
changes-gminas-title = Gminas
changes-gminas = Gminas with the most changes, profile { $profile }, today
changes-gminas-first = (the first { $n_gminas } of { $n_gminas_changed }; all of them in <code>changes_by_gmina.csv</code>)
col-gmina = Gmina
col-white-was = White: was
col-white-is = is
col-changed-addresses = Changed addresses
col-main-reason = Most frequent reason
changes-nowhere = (outside gminas)
changes-gmina = gmina { $code }
changes-gminas-none = Nothing changed in any gmina.
changes-addresses = Addresses with another status, profile { $profile }, today
changes-addresses-first = (the first { $n_listed } of { $n_changed }; all of them in <code>changes.csv</code>)
col-evidence-places = Evidence (register:file:row)
changes-evidence-was = was: { $old_evidence }
changes-evidence-is = is: { $new_evidence }
changes-no-evidence = no coverage records
changes-addresses-none = No address changed its status.
changes-ties = How the same address was recognised in both editions
col-way = Way
changes-new-only = in the new edition only
changes-old-only = in the previous one only
changes-same-but = Among the same addresses: another gmina { $n_other_gmina }, another number { $n_other_number }, moved by more than { $same_place_m } m { $n_moved }.
changes-ids-reused = Identifiers used again for another place (not trusted): { $ids_reused }.
changes-freshness-title = Freshness of statements and registers
changes-freshness = The declaration “data up to date” proves nothing: some scripts send it daily. What counts is whether the content changed. The change index is the number of records that came or went, divided by all that at least one of two consecutive editions holds. Editions compared: { $n_editions }. “Unchanged” for { $stale_from } editions in a row or more means stale; a small network that does not grow may rightly look so.
changes-league = Operators, the longest unchanged first
changes-league-first = (the first { $n_league } of { $n_league2 }; all of them in <code>freshness.csv</code>)
col-declared-editions = Declared editions
changes-gone = absent from the new edition
changes-registers = Age of the registers of the new edition on { $as_of }, the oldest first
col-age = Age in days
col-content = Content
changes-same-file = the same file as in the previous edition
changes-other-file = another file
changes-method-title = Method
changes-method = An address is the same when it has the same identifier, key, or number at the same place (within { $same_place_m } m). The status is that of each edition by its own rules and on its own day. There is one reason: the first of those below that applies. A change of rules is told from a change of data by judging the previous data again by the new rules.
changes-reasons = Reasons
changes-footer = Zasięg { $version } · editions as of { $as_of } ({ $addresses } addresses) and { $as_of2 } ({ $addresses2 } addresses) · full tables: changes.csv, changes_by_gmina.csv, changes_by_wojewodztwo.csv, freshness.csv, registers.csv, summary.json
changes-setting = setting of the run

## Page of a plan (plan.html)

plan-meta = Network plan and costs · as of { $as_of } · profile { $profile }
plan-with-plans = after operators’ plans
plan-today = today
plan-area = only addresses in the area of the file { $area }
