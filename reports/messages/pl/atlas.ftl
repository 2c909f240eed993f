# The national atlas (reports/templates/report/atlas.html and its script).

atlas =
    .prompt = Wskaż jednostkę na mapie albo wpisz nazwę gminy: tu pojawią się jej liczby i odnośnik do raportu.
    .addresses = adresy
    .profile = Profil
    .report = Raport gminy
    .axis = % gmin
    .nowhere = poza gminami
    .map_alt = Mapa gmin według udziału białych adresów; te same liczby stoją w tabelach pod mapą
    .distribution_alt = Udział gmin w klasach udziału białych adresów, w procentach

agreement =
    .agrees = zgodne
    .differs = różni się
    .unknown = brak wartości w wynikach
    .other_day = inny dzień

atlas-title = Atlas białych plam dostępu do internetu, stan na { $as_of }
atlas-kind = Atlas krajowy · stacjonarny dostęp szerokopasmowy · stan na { $as_of }
atlas-heading = Białe plamy w { $n_gminas } { $n_gminas ->
    [one] gminie
   *[many] gminach
  }
atlas-summary = Najważniejsze liczby
atlas-no-coverage = <strong>Brak zgłoszeń zasięgu.</strong> Żaden rekord operatora nie znalazł adresu, więc „biały” znaczy tu tylko „nic nie wiadomo”.
atlas-gates-meaning = . Odrzucono więcej rekordów, niż dopuszcza ustawienie biegu, albo – gdzie po nazwie stoi „(Mb/s)” – ponad połowa zgłoszonych szybkości przekracza możliwości technologii (sprawdź, czy nie podano ich w kb/s); liczby poniżej mogą być zaniżone lub zawyżone.
atlas-out-of-force = W dniu { $as_of } nie obowiązują profile: { $profiles }.
atlas-unconfirmed = Niektóre liczby tych profili nie są potwierdzone u źródła: { $profiles }.
atlas-tile-white = Białe adresy dziś, według samych kolorów
atlas-tile-plans = Białe po planach operatorów
atlas-tile-sums = Kontrola sum
atlas-sums-agree = zgodne
atlas-sums-differ = niezgodne
atlas-sums-compared = { $n_sums } { $n_sums ->
    [one] porównanie poziomów
    [few] porównania poziomów
   *[many] porównań poziomów
  }
atlas-tile-published = Ogłoszone sumy
atlas-published-none = nieporównane
atlas-published-apart = porównano { $n } z { $all }, poza tolerancją { $n_apart }
atlas-apart-file = Ogłoszone sumy, które różnią się o więcej, niż wynosi ich tolerancja, zawiera <code>out_of_tolerance.csv</code>.
atlas-unmapped = { $n ->
    [one] Na mapie nie ma { $n } gminy z adresami, bo w danych nie ma jej granicy:
   *[many] Na mapie nie ma { $n } gmin z adresami, bo w danych nie ma ich granic:
  }
atlas-map = Mapa
atlas-units = Województwa i powiaty
atlas-rankings = Rankingi
atlas-distribution = Rozkład
atlas-reconciliation = Uzgodnienie sum
atlas-registers = Rejestry
atlas-level = Poziom
atlas-gminas = gminy
atlas-powiats = powiaty
atlas-voivodeships = województwa
atlas-find = Znajdź gminę
atlas-whole = Cały kraj
atlas-north = ↑ północ
atlas-no-addresses = brak adresów, których dotyczy profil
atlas-map-caption = Udział pewnie białych adresów.
atlas-map-sources = Źródła: rejestry z rozdziału 6.
atlas-no-scripts = Bez skryptów mapa pokazuje profil { $main }, dziś, gminy. Liczby województw, powiatów i gmin skrajnych są w tabelach niżej, wszystkie gminy w pliku gminas.csv.
atlas-no-map = W danych nie ma granic gmin, więc nie ma mapy.
atlas-voivodeships-table = Województwa, profil { $main }
atlas-col-voivodeship = Województwo
atlas-col-white-today = Białe dziś
atlas-col-share-today = Udział dziś
atlas-powiats-summary = Powiaty ({ $n })
atlas-powiats-table = Powiaty, profil { $main }
atlas-col-powiat = Powiat
atlas-highest = Najwyższy udział pewnie białych adresów
atlas-most = Najwięcej pewnie białych adresów
atlas-none-white = Żadna gmina nie ma pewnie białych adresów.
atlas-distribution-caption = Ile gmin (w procentach) ma udział pewnie białych adresów w danej klasie; profil { $main }, dziś.
atlas-sums-hold = Sumy miejscowości, gmin, powiatów i województw są równe sumie krajowej dla każdej liczby adresów ({ $n_sums } { $n_sums ->
    [one] porównanie
    [few] porównania
   *[many] porównań
  }).
atlas-sums-wrong = <strong>Sumy poziomów różnią się:</strong>
atlas-sums-file = Wszystkie porównania zawiera <code>reconciliation.csv</code>.
atlas-col-stated = Ogłoszono
atlas-col-found = W wynikach
atlas-col-difference = Różnica
atlas-col-tolerance = Dopuszczalna
atlas-wrong-table = Sumy, które się nie zgadzają
atlas-published-table = Sumy ogłoszone przez inne urzędy
atlas-not-published = Nie podano ogłoszonych sum (rejestr <code>published-totals</code>), więc wyników nie porównano z żadną publikacją.
atlas-files = Pliki, z których pochodzą liczby; skróty SHA-256 w manifest.json
atlas-freshness-table = Zgłoszenia operatorów, od najdłużej niezmienionych ({ $shown } z { $n }; wszystkie w <code>freshness.csv</code>)
atlas-method = „Biały” znaczy: żadna sieć nie spełnia progu profilu. Przedział bierze się z adresów niepewnych: najniższa liczba nie zawiera żadnego, najwyższa wszystkie. Wszystkie jednostki i profile są w plikach gminas.csv, powiats.csv i wojewodztwa.csv, a w postaci mapy w atlas.pmtiles.
atlas-footer = Zasięg { $version } · stan na { $as_of }
