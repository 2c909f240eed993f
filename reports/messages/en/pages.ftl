# Pages beside the report: for the council, easy to read, of several gminas, the guide; words of consultations and open data.

konsultacje =
    .map_title = White and uncertain addresses
    .map_day = Data as of
    .map_profile = profile
    .map_sources = Sources:
    .head = Consultation of the list of white spots
    .id = identifier
    .locality = locality
    .simc = SIMC
    .street = street
    .ulic = ULIC
    .number = number
    .status = status today
    .planned = status after plans
    .speed = highest certain download Mb/s

# Rungs of the matching ladder in descriptions of open data.
rung =
    .exact = same key
    .number = same number
    .street = same street
    .coordinates = coordinates

rada =
    .held = withheld
    .W1 = Share of white addresses
    .W2 = Households at white addresses
    .D1 = Addresses within reach of a speed
    .D3 = Addresses with at least two independent networks
    .I1 = White addresses covered by operators’ plans
    .P1 = Clusters of white addresses
    .J1 = Buildings of the gmina with a connection of at least 1 Gb/s
    .Z1 = Notices of demand per 1000 households
    .U1 = Days that a decision takes

rada_znaczenie =
    .W1 = Addresses without a network that meets the threshold. Lower number: no register states such a network there; higher: with the uncertain ones.
    .W2 = Known only where the gmina has stated the number of households at every address.
    .D1 = Addresses at which this speed or a higher one can be ordered for certain.
    .D3 = Residents can choose between networks.
    .I1 = Plans that operators have stated. If they are not carried out, the addresses stay white.
    .P1 = Places where white addresses lie close together, so that a network is cheaper to build.
    .J1 = Buildings of the gmina’s units, by their contracts. Interval: of some buildings nothing is known.
    .Z1 = Notices of residents that are still waiting.
    .U1 = The middle value: half of the decisions took less time, half took more.

# The comment below the header of tables to fill in.
template =
    .required = required
    .several = several values are separated by a semicolon
template-example = e.g. { $value }
template-one-of = values: { $values }

## The notice of a consultation, in Polish alone (reports/templates/pl/konsultacje.html)

consultation-days-min = at least { $n } days for answers
consultation-days-min-gber = at least { $n } days for answers, also for aid that need not be notified to the Commission (e.g. from the recovery plan and FERC)
consultation-months-valid = a result older than { $n } months needs a new consultation

## All of these pages

page-footer = Zasięg { $version } · as of { $as_of }

## For the council (rada.html)

council-title = Access to the internet – for the report on the state of the gmina: { $name }
council-kind = Part of the report on the state of the gmina (art. 28aa of the Act of 8 March 1990 on gmina self-government) · { $name }, TERYT { $code } · as of { $as_of }
council-heading = Access to broadband internet
council-no-coverage = The data of this run hold no coverage statements of operators, so it is not known how many addresses have a network.
council-white = { $white } of { $concerned } { $concerned ->
    [one] address
   *[other] addresses
  } of the gmina ({ $share }) { $white ->
    [one] has
   *[other] have
  } no network that meets the threshold of { $profile }.
council-white-concerned = { $white } of { $concerned } { $concerned ->
    [one] address
   *[other] addresses
  } of the gmina that the profile concerns ({ $share }) { $white ->
    [one] has
   *[other] have
  } no network that meets the threshold of { $profile }.
council-white-between = Between { $low } and { $high } of { $concerned } addresses of the gmina ({ $share_low } – { $share_high }) have no network that meets the threshold of { $profile }; the interval comes from addresses whose stated coverage is uncertain.
council-white-between-concerned = Between { $low } and { $high } of { $concerned } addresses of the gmina that the profile concerns ({ $share_low } – { $share_high }) have no network that meets the threshold of { $profile }; the interval comes from addresses whose stated coverage is uncertain.
council-bounds = With a certainty of { $level }%, contradictions in the data included, there are between { $low } and { $high } such addresses ({ $share_low } – { $share_high }).
council-bounds-one = With a certainty of { $level }%, contradictions in the data included, there are { $low } such addresses ({ $share_low }).
council-figures = Key figures
council-col-indicator = Indicator
council-col-meaning = What it means
council-col-white = White
council-col-uncertain = Uncertain
council-unknown = “—” means: not known. Missing data are not zero.
council-held = “Withheld” means: the value would give away a number so small that it would be about single persons.
council-places = Localities with the most white addresses
council-map = Map. Addresses of the gmina by status today, profile { $profile }.
council-figure-sources = Sources: registers at the end of the page, as of { $as_of }.
council-what-follows = What follows for the council
council-verify = { $uncertain } uncertain { $uncertain ->
    [one] address needs
   *[other] addresses need
  } checking: the file do_sprawdzenia.csv tells which to begin with.
council-plans = Plans and contracts for networks cover { $covered } white { $covered ->
    [one] address. If the plans fail, it stays
   *[other] addresses. If the plans fail, they stay
  } white.
council-left = After plans { $left } { $left ->
    [one] address stays
   *[other] addresses stay
  } without a network. Funds for building networks can be applied for; the list of white spots needs a consultation first.
council-ease = What the gmina itself can make easier – fees for occupying the road lane, the time of decisions, ducts, plots for equipment – is described in the chapter for investors of the full report.
council-sources = Where the data come from
council-method = The method, the evidence and the list of addresses are in the full diagnostic report (raport.html). Acts and thresholds: profile { $profile }
council-unconfirmed = ; some of its numbers are not confirmed at their source
council-footer = Zasięg { $version } · as of { $as_of } · fingerprint of the data <span class="hash">{ $hash }</span>

## Easy to read (latwy.html): a thought a sentence, words of every day

easy-title = The internet in { $name } – easy to read
easy-kind = Text that is easy to read and understand
easy-heading = The internet in { $name }
easy-about = What this text is about
easy-about-what = This text is about the internet in our gmina.
easy-about-where = We checked where there is fast internet.
easy-about-where-not = We also checked where there is none.
easy-about-day = This is how it was on { $as_of }.
easy-fast = What fast internet is
easy-fast-many = Fast internet works well when many people use it at once.
easy-fast-doctor = With fast internet you can talk to a doctor.
easy-fast-work = You can learn and work at home.
easy-fast-office = You can deal with the gmina office.
easy-known = What we know
easy-no-coverage = We do not know where there is fast internet.
easy-no-data = We do not have these data.
easy-addresses = There { $addresses ->
    [one] is { $addresses } address
   *[other] are { $addresses } addresses
  } in the gmina.
easy-concerned = This text is about only { $concerned } of them.
easy-address = An address is, for example, a house or a block of flats.
easy-white-none = We know of no address where nobody states fast internet.
easy-white = { $white } { $white ->
    [one] address most likely has
   *[other] addresses most likely have
  } no fast internet.
easy-share-all = These are all of these addresses.
easy-share-few = That is fewer than 1 address in 20.
easy-share-most = These are nearly all of these addresses.
easy-share = That is about { $tenth } of every 10 addresses.
easy-uncertain = We are not sure about { $uncertain } { $uncertain ->
    [one] address
   *[other] addresses
  }.
easy-uncertain-check = This still needs to be checked.
easy-white-spot = We call a place without fast internet a <strong>white spot</strong>.
easy-places = Most white spots are here:
easy-next = What comes next
easy-plans = There are plans to build internet at { $covered } { $covered ->
    [one] address
   *[other] addresses
  }.
easy-plans-doubt = We do not know if the plans will work out.
easy-plans-none = We know of no plans to build internet in white spots.
easy-you = What you can do
easy-you-none = You can tell us that you have no internet.
easy-you-wrong = You can tell us that our list is wrong.
easy-you-office = Call the gmina office or come.
easy-you-office-town = Call the town hall or come.
easy-you-help = You can ask somebody to help you.

## Several gminas side by side (przeglad.html)

overview-title = Overview of gminas: { $place }
overview-kind = Overview of { $n } { $n ->
    [one] gmina
   *[other] gminas
  } · as of { $as_of } · profile { $profile }
overview-heading = { $place }: access to broadband internet
overview-powiat = Powiat { $name } ({ $code })
overview-unnamed = Powiat { $code }
overview-several = Selected gminas ({ $n })
overview-white = Of { $concerned } { $concerned ->
    [one] address
   *[other] addresses
  }, { $white } ({ $share }) { $white ->
    [one] has
   *[other] have
  } no network that meets the threshold of { $profile }; after operators’ plans { $planned } for certain.
overview-white-between = Of { $concerned } { $concerned ->
    [one] address
   *[other] addresses
  }, between { $low } and { $high } ({ $share }) have no network that meets the threshold of { $profile }; after operators’ plans { $planned } for certain.
overview-tile-plans = White addresses after operators’ plans, for certain
overview-tile-covered = of those white today plans cover: { $n }
overview-tile-speed = Addresses with a certain offer of at least { $bound } Mb/s
overview-gminas = Gminas side by side
overview-map = Gminas by share of certainly white addresses, profile { $profile }, today; in brackets the number of gminas. Colour and pattern mean the same.
overview-no-map = There is no map: the data of this run hold no boundaries of gminas (register <code>boundaries</code>).
overview-chart = Status of addresses in the gminas (bar: 100% of addresses, beside it their number), profile { $profile }, today. White and uncertain ones together are the upper end of the interval.
overview-chart-first = The first { $n } of { $all } gminas of the table.
overview-indicators = Indicators
overview-indicators-table = Main indicators of the gminas; definitions and formulas stand in chapter { -ch-method } of the report of each gmina
overview-unknown = “—” means: not known, never zero.
overview-held = “*”: the number is not told, since it would tell of few people.
overview-sources = Sources
overview-method = Boundaries, addresses and statements are those of the reports of the gminas. The report of each gmina tells the method, formulas, contradictions in the data and the list of addresses.
overview-footer = Zasięg { $version } · as of { $as_of } · profiles: { $profiles } · hash of the input data
overview-table = Gminas by share of white addresses, the largest first
overview-col-share = Share of white
overview-col-speed = from { $bound } Mb/s
overview-col-clusters = Clusters
overview-total = Total
overview-note = Ranges of white addresses are by colours alone here; bounds with a certainty of 95%, contradictions between registers included, are in the report of a gmina and in the table intervals.csv of diagnose. Columns “from … Mb/s”: share of addresses whose best certain offer has at least this download speed. A cluster on the border of gminas counts in both, and once in the total.

## The guide for officials, at the end of the report (przewodnik.html)

guide-title = Guide and glossary for the gmina office
guide-how = How to use this report
guide-how-figures = Begin with the key figures: the interval tells how many addresses are white for certain, and how many at most.
guide-how-editions = Look which editions of the registers the report was made from. An old register of coverage is a reason to ask operators for a new statement.
guide-how-doubts = Go through uncertain addresses and contradictions with the list “to be checked”: one visit usually settles many addresses at once.
guide-how-tables = Fill in the tables that only the gmina knows: connections of buildings, notices of demand, decisions, fees. Without them indicators show “—”.
guide-how-consult = Before the list of white spots goes into a call, hold a consultation: it needs a notice, the list of addresses and time for answers.
guide-how-compare = After a new edition of the registers compare the results: the page of changes gives the reason of each of them.
guide-glossary = Glossary
guide-terms = Terms used in the report
guide-col-term = Term
guide-col-meaning = Meaning
guide-term-address = address, address point
guide-means-address = house number in the register of addresses; the unit in which coverage is counted. A block of many flats is one address.
guide-term-white = white address (white spot)
guide-means-white = address at which no network meets the threshold of the profile
guide-term-grey = grey address
guide-means-grey = one network certainly meets the threshold
guide-term-black = black address
guide-means-black = at least two distinct physical networks certainly meet the threshold
guide-term-uncertain = uncertain address
guide-means-uncertain = only networks whose reach is not certain meet the threshold; it may turn out to be white
guide-term-orphan = orphan
guide-means-orphan = white address among addresses that are served
guide-term-profile = profile
guide-means-profile = set of thresholds and rules of an act or a programme, in force at the given time
guide-term-reach = certain and possible reach
guide-means-reach = the service can be delivered without further work; what is possible has to be checked on the spot
guide-term-network = network, seller
guide-means-network = the colours of addresses count physical networks; several sellers over one network are still one network
guide-term-tenses = today, after plans, if plans fail
guide-means-tenses = the present state; the state once the plans within the horizon are carried out; the state if they are not
guide-term-interval = interval
guide-means-interval = lower, middle and upper value: uncertain addresses counted not at all, by half, all
guide-term-cluster = cluster
guide-means-cluster = at least five white addresses, each at most 200 m from another of the cluster
guide-term-node = node, lead
guide-means-node = point of a network to which one can be connected; the line from the network to a building
guide-term-registers = SIDUSIS, PIT
guide-means-registers = state systems in which operators state the reach of their services (SIDUSIS) and their infrastructure (PIT, the information point of UKE, the regulator)
guide-term-teryt = TERYT: TERC, SIMC, ULIC
guide-means-teryt = codes of the units, localities and streets of the country, kept by Statistics Poland (GUS)
guide-term-dash = “—”
guide-means-dash = not known; it never means zero
