# The national atlas (reports/templates/report/atlas.html and its script).

atlas =
    .prompt = Choose a unit on the map or type the name of a gmina: its figures and a link to its report appear here.
    .addresses = addresses
    .profile = Profile
    .report = Report of the gmina
    .axis = % of gminas
    .nowhere = outside gminas
    .map_alt = Map of gminas by share of white addresses; the same numbers stand in the tables below the map
    .distribution_alt = Share of gminas by class of the share of white addresses, in per cent

agreement =
    .agrees = agrees
    .differs = differs
    .unknown = no value in the results
    .other_day = another day

atlas-title = Atlas of broadband white spots as of { $as_of }
atlas-kind = National atlas · fixed broadband access · as of { $as_of }
atlas-heading = White spots in { $n_gminas } { $n_gminas ->
    [one] gmina
   *[other] gminas
  }
atlas-summary = Key figures
atlas-no-coverage = <strong>No coverage statements.</strong> No operator’s record found its address, so “white” here means only “nothing is known”.
atlas-gates-meaning = . More records were rejected than the settings of this run allow, or – where “(Mb/s)” follows the name – more than half of the stated speeds are beyond their technology (check that they are not in kb/s); the figures below may be too low or too high.
atlas-out-of-force = Not in force on { $as_of }: { $profiles }.
atlas-unconfirmed = Some numbers of these profiles are not confirmed at their source: { $profiles }.
atlas-tile-white = White addresses today, by colours alone
atlas-tile-plans = White after operators’ plans
atlas-tile-sums = Check of sums
atlas-sums-agree = agree
atlas-sums-differ = differ
atlas-sums-compared = { $n_sums } { $n_sums ->
    [one] comparison of levels
   *[other] comparisons of levels
  }
atlas-tile-published = Published totals
atlas-published-none = not compared
atlas-published-apart = { $n } of { $all } compared, { $n_apart } beyond their tolerance
atlas-apart-file = Published totals that differ by more than their tolerance are in <code>out_of_tolerance.csv</code>.
atlas-unmapped = { $n ->
    [one] { $n } gmina with addresses is not on the map, for the data hold no boundary of it:
   *[other] { $n } gminas with addresses are not on the map, for the data hold no boundaries of them:
  }
atlas-map = Map
atlas-units = Voivodeships and powiats
atlas-rankings = Rankings
atlas-distribution = Distribution
atlas-reconciliation = Reconciliation
atlas-registers = Registers
atlas-level = Level
atlas-gminas = gminas
atlas-powiats = powiats
atlas-voivodeships = voivodeships
atlas-find = Find a gmina
atlas-whole = Whole country
atlas-north = ↑ north
atlas-no-addresses = no addresses that the profile concerns
atlas-map-caption = Share of certainly white addresses.
atlas-map-sources = Sources: registers of chapter 6.
atlas-no-scripts = Without scripts the map shows the profile { $main }, today, gminas. Voivodeships, powiats and the extreme gminas are in the tables below, all gminas in the file gminas.csv.
atlas-no-map = The data hold no boundaries of gminas, so there is no map.
atlas-voivodeships-table = Voivodeships, profile { $main }
atlas-col-voivodeship = Voivodeship
atlas-col-white-today = White today
atlas-col-share-today = Share today
atlas-powiats-summary = Powiats ({ $n })
atlas-powiats-table = Powiats, profile { $main }
atlas-col-powiat = Powiat
atlas-highest = Highest share of certainly white addresses
atlas-most = Most certainly white addresses
atlas-none-white = No gmina has certainly white addresses.
atlas-distribution-caption = How many gminas (per cent) have a share of certainly white addresses in the class; profile { $main }, today.
atlas-sums-hold = The sums of localities, gminas, powiats and voivodeships equal the national sum for every number of addresses ({ $n_sums } { $n_sums ->
    [one] comparison
   *[other] comparisons
  }).
atlas-sums-wrong = <strong>The sums of the levels differ:</strong>
atlas-sums-file = All comparisons are in <code>reconciliation.csv</code>.
atlas-col-stated = Published
atlas-col-found = In the results
atlas-col-difference = Difference
atlas-col-tolerance = Permitted
atlas-wrong-table = Sums that do not agree
atlas-published-table = Totals published by other authorities
atlas-not-published = No published totals were given (register <code>published-totals</code>), so the results were compared with no publication.
atlas-files = Files from which the figures come; SHA-256 sums in manifest.json
atlas-freshness-table = Statements of operators, the longest unchanged first ({ $shown } of { $n }; all in <code>freshness.csv</code>)
atlas-method = “White” means that no network meets the threshold of the profile. An interval comes from uncertain addresses: the lower number holds none of them, the higher one all. All units and profiles are in the files gminas.csv, powiats.csv and wojewodztwa.csv, and as a map in atlas.pmtiles.
atlas-footer = Zasięg { $version } · as of { $as_of }
