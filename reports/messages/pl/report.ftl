# Texts of the report, by the template that shows them (reports/templates/report). HTML is allowed here; values are
# escaped. Both languages hold the same keys with the same arguments: a test compares them.

## Summary and chapters 1, 3, 4, 5, 12, 13 (raport.html)

report-title = Raport diagnostyczny: { $name } – białe plamy dostępu do internetu, stan na { $as_of }
skip-link = Przejdź do treści
report-kind = Raport diagnostyczny · stacjonarny dostęp szerokopasmowy · stan na { $as_of }
report-powiat = · powiat { $powiat }
report-voivodeship = · województwo { $wojewodztwo }
summary-title = Streszczenie dla wójta, burmistrza, prezydenta
summary-addresses = Na { $n_addresses } { $n_addresses ->
    [one] punkt adresowy
    [few] punkty adresowe
   *[many] punktów adresowych
  }
summary-addresses-concerned = Na { $concerned } { $concerned ->
    [one] adres, którego
    [few] adresy, których
   *[many] adresów, których
  } dotyczy profil { $id } (wszystkich punktów adresowych: { $n_addresses }),
summary-white = { $low } ({ $white_low }) to
summary-white-between = od { $low } do { $high } (od { $white_low } do { $white_high }) to
summary-bounds = Z { $level }-procentową pewnością jest ich od { $low } do { $high } (od { $share_low } do { $share_high }): tu policzono też sprzeczności rejestrów i zapisy bez adresu (rozdz. { -ch-conflicts }), wyżej – same kolory adresów.
summary-bounds-one = Z { $level }-procentową pewnością jest ich { $low } ({ $share_low }): tu policzono też sprzeczności rejestrów i zapisy bez adresu (rozdz. { -ch-conflicts }), wyżej – same kolory adresów.
summary-profile = <strong>białe plamy</strong> według profilu { $id }. { $summary }
summary-no-coverage = <strong>Brak zgłoszeń zasięgu dla tej gminy.</strong> Żaden rekord operatora nie dotyczy jej adresów, więc „biały” znaczy tu tylko „nic nie wiadomo”. Przed użyciem raportu trzeba dodać zgłoszenia operatorów.
summary-gates = <strong>Kontrola jakości danych nie powiodła się</strong> dla:
summary-gates-meaning = . Odrzucono więcej rekordów, niż dopuszcza ustawienie biegu, albo – gdzie po nazwie stoi „(Mb/s)” – ponad połowa zgłoszonych szybkości przekracza możliwości technologii (sprawdź, czy nie podano ich w kb/s); liczby poniżej mogą być zaniżone lub zawyżone (rozdział { -ch-conflicts }).
summary-no-boundary = W danych nie ma granicy tej gminy: położenia adresów nie sprawdzono, mapa nie ma obrysu.
summary-no-position = Bez położenia: { $without_position } { $without_position ->
    [one] adres
    [few] adresy
   *[many] adresów
  }; nie ma ich na mapach ani w skupiskach.
tile-white = Białe adresy dziś, z { $level }-procentową pewnością (W1±)
tile-bounds = od { $low } do { $high } adresów
tile-bounds-one = adresy: { $low }
tile-certain = pewne: { $low }
tile-uncertain = , niepewne: { $uncertain }
tile-plans = Białe po planach operatorów do { $horizon } (W1)
tile-plans-cover = plany obejmują { $covered } z { $low } białych adresów (I1)
tile-plans-none = żaden plan nie obejmuje białych adresów
tile-plans-unknown = w danych nie ma rejestru planów
tile-gigabit = Adresy z pewną ofertą co najmniej 1 Gb/s (D1)
figure-sources = Źródła: { $sources }, stan na { $as_of }.
figure-registers = rejestry z rozdziału { $chapter }
map-today = Białe, szare i czarne adresy dziś, profil { $id }.
findings-title = Co z tego wynika
findings-place = { $name }: { $white } { $white ->
    [one] biały adres
    [few] białe adresy
   *[many] białych adresów
  } z { $addresses } ({ $share }).
findings-no-place = Żadna miejscowość nie ma pewnych białych adresów.
findings-clusters = Skupiska białych adresów (P1): { $count }; adresy w skupiskach: { $addresses }, poza nimi: { $scattered }.
decisions-title = Trzy decyzje
decisions-verify = Zweryfikować z operatorami adresy niepewne ({ $uncertain }): to one rozstrzygają, gdzie w przedziale leży prawda.
decisions-confirm = Potwierdzić z operatorami zasięg deklarowany jako rzeczywisty na kilku wybranych adresach.
decisions-report = Zgłosić do SIDUSIS białe adresy z listy w rozdziale { -ch-status }, których nie obejmuje żaden plan ({ $left }).
decisions-correct = Poprawić u źródła rekordy z rozdziału { -ch-conflicts } ({ $rejected_total } { $rejected_total ->
    [one] odrzucony
    [few] odrzucone
   *[many] odrzuconych
  }, { $flagged_total } { $flagged_total ->
    [one] oznaczony
    [few] oznaczone
   *[many] oznaczonych
  }).
unknowns-title = Czego nie wiemy
unknowns-theoretical = Czy można obsłużyć adresy o zasięgu tylko teoretycznym ({ $uncertain }).
unknowns-speed = Jaka jest szybkość w godzinach szczytu: zgłoszenia podają szybkość
unknowns-speed-peak = deklarowaną, tu pomnożoną przez założony współczynnik
unknowns-speed-declared = deklarowaną
unknowns-premises = Liczby gospodarstw domowych i firm pod adresami: brak takiego rejestru w danych, więc wskaźniki na gospodarstwo to „—”.
unknowns-buildings = Jak przyłączone są budynki gminy: ankieta nie została wypełniona (rozdział { -ch-buildings }).
contents = Spis treści
chapter-data = Metryka danych
chapter-shape = Charakterystyka gminy
chapter-coverage = Zasięg sieci stacjonarnych
chapter-status = Białe, szare i czarne adresy
chapter-plans = Plany inwestycyjne
chapter-demand = Popyt i zapotrzebowanie
chapter-mobile = Sieci ruchome i 5G
chapter-buildings = Łącza budynków gminy i jej jednostek
chapter-investor = Dla inwestora: procedury i ułatwienia
chapter-costs = Warianty inwestycyjne i koszty
chapter-areas = Obszary interwencji
chapter-conflicts = Sprzeczności i weryfikacja
chapter-method = Metoda i podstawy prawne
data-intro = Każda liczba w raporcie pochodzi z poniższych plików. Numer pliku i wiersza przy każdym adresie zawierają <code>adresy.csv</code> i <code>adresy.parquet</code> (kolumny z dowodami: <code>numer pliku:wiersz</code>). Wiersz to kolejny rekord danych: w pliku z nagłówkiem wiersz 1 stoi w drugiej linii, w zgłoszeniach do SIDUSIS (bez nagłówka) w pierwszej.
data-certificates = Świadectwa rejestrów
col-no = Nr
col-register = Rejestr
col-file-edition = Plik i edycja
col-read = Odczytano
col-used = Użyto
col-rejected = Odrzucono
col-outside = Poza obszarem
data-edition = edycja { $edition }
data-age = , w dniu raportu ma { $age_days } { $age_days ->
    [one] dzień
    [few] dni
   *[many] dni
  }
data-age-later = , obejmuje dni po dniu raportu
data-age-same = , z dnia raportu
data-age-unknown = , wiek nieznany
data-rows-held = nie podaje się: wiersz to zgłoszenie albo pustostan
data-converted = ; współrzędne przeliczone z { $converted_from },
data-accuracy = z dokładnością do { $accuracy_m } m
data-accuracy-unknown = dokładność nieznana
corrections-title = Korekty rejestru adresów wprowadzone przed diagnozą
col-corrected-address = Adres po korekcie
col-field = Pole
col-old = Było
col-new = Jest
col-reason = Powód
col-who-when = Kto (rola) i kiedy
col-evidence = Dowód
rungs-title = Jak rekordy zasięgu znalazły swój adres w gminie (drabina dopasowania, K2)
col-rung = Stopień
col-records = Rekordy
rung-exact = dokładnie ten sam klucz (TERYT, SIMC, ulica, numer)
rung-number = ten sam numer po pominięciu wielkości liter, odstępów i kropki
rung-street = ta sama ulica, najbliższa postać tego samego numeru
rung-coordinates = najbliższy adres w promieniu { $radius } m od współrzędnych
coverage-intro = Liczy się najwyższa szybkość pobierania z ofert o zasięgu <em>pewnym</em> (rzeczywistym); oferty teoretyczne nie podnoszą klasy.
chart-speeds = Udział adresów z pewną ofertą co najmniej danej szybkości (D1).
chart-places = Status adresów
chart-places-localities = w miejscowościach
chart-places-streets = przy ulicach
chart-places-note = (pasek: 100 % adresów, obok ich liczba), profil { $id }, dziś.
map-speeds = Najwyższa pewna szybkość pobierania pod adresem.
coverage-table = Adresy według miejscowości, klasy szybkości i medium najszybszej pewnej oferty
col-locality-medium = Miejscowość / medium
col-addresses = Adresy
operators-table = Sieci i sprzedawcy w gminie (oferty obecne)
col-seller = Sprzedawca
col-number = Numer
col-networks = Sieci
col-media = Media
col-of-which-certain = w tym pewne
col-top-speed = Najwyższa Mb/s
status-intro = Biały: żadna sieć nie spełnia progu. Szary: spełnia go jedna. Czarny: co najmniej dwie różne sieci fizyczne. Niepewny: spełniają go tylko zgłoszenia o zasięgu teoretycznym.
status-table = Liczba adresów według profilu i czasu (W1, D3, K3)
col-profile = Profil
col-tense = Czas
col-white = białe
col-uncertain = niepewne
col-grey = szare
col-black = czarne
col-not-applicable = nie dotyczy
col-white-share = białe, udział
profile-not-in-force = poza okresem obowiązywania
profile-unconfirmed = są liczby niepotwierdzone (rozdz. { -ch-method })
chart-cascade = Kaskada adresów, profil { $id }: od wszystkich punktów adresowych gminy przez te, które mają sieć na pewno albo być może, do białych dziś i białych po planach operatorów.
places-table = Miejscowości, profil { $id }: adresy dziś, z przedziałem niepewności
col-locality = Miejscowość
col-concerned = Dotyczy profil
col-white-from = Białe: od
col-middle = środek
col-to = do
col-share = Udział
col-grey-heading = Szare
col-black-heading = Czarne
col-white-with-plans = Białe po planach
list-title = Lista białych adresów
list-intro = Profil { $id }, dziś: { $low } { $low ->
    [one] adres
    [few] adresy
   *[many] adresów
  }. Gwiazdka (*): adres obejmuje plan operatora w horyzoncie do { $horizon }. Pełne wiersze z dowodami: <code>adresy.csv</code>.
list-empty = Brak pewnych białych adresów.
plans-intro = Plany zgłoszone przez operatorów z pieniędzy prywatnych (art. 29j ustawy z dnia 7 maja 2010 r. o wspieraniu rozwoju usług i sieci telekomunikacyjnych). Liczą się plany z terminem od { $as_of } do { $horizon }, oba dni włącznie.
plans-table = Plany w gminie
col-operator = Operator
col-due = Termin
col-medium = Medium
col-mbps = Mb/s
col-of-which-white-today = w tym białe dziś
col-counts = Liczy się
yes = tak
plans-beyond-horizon = nie: poza horyzontem
plans-undated = nie: bez terminu
map-plans = Białe adresy objęte planami i te, które pozostają.
chart-timeline = Adresy z planów operatorów i umów publicznych według roku, w którym mają być gotowe, i tego, co się z nimi stało (stan na dzień raportu); kolor i wzór znaczą to samo. Adres z kilku planów liczy się w każdym roku i stanie raz.
plans-caution = Umowy i plany bywają porzucane. Jeśli żaden plan nie zostanie wykonany, obowiązuje stan dzisiejszy.
plans-none = W danych nie ma planów operatorów dla tej gminy.
sites-title = Sieci pod adresami obiektów
sites-intro = Sieci dostępne pod adresem obiektu (to nie jest stan jego własnego łącza – tego żaden rejestr krajowy nie podaje). Obiekty są te same co w rozdziale { -ch-buildings }: z RSPO, z tabeli obiektów i z ankiety łączy. Kreska „—” w kolumnie adresu: adresu obiektu nie ma w bazie adresowej.
sites-table = Obiekty publiczne i najlepsza pewna oferta pod ich adresem: { $n_sites }, w tym { $sites_without_address } bez ustalonego adresu
col-institutions = Instytucje
col-kind = Rodzaj
col-address = Adres
col-certain-offer = Pewna oferta Mb/s
col-networks-here = Sieci pod adresem (Mb/s w dół/w górę)
col-site-profile = Próg { $speeds } Mb/s
issues-intro = Nic nie znika po cichu: każdy odrzucony lub wątpliwy rekord ma stały kod, plik i wiersz; wszystkie wymienia <code>issues.csv</code> obok raportu (uwagi powtarzające się tysiące razy – pierwsze z nich, z pełną liczbą tutaj).
issues-unnamed = Rekordy odrzucone lub oznaczone, które nie wskazują żadnej gminy: { $unnamed_issues } – także w tym pliku.
issues-table = Rekordy, które wskazują tę gminę
col-cause = Przyczyna
col-code = Kod
col-effect = Skutek
col-examples = Przykłady (plik:wiersz)
none-found = Brak.
issues-outside = { $outside_gmina } { $outside_gmina ->
    [one] adres leży
    [few] adresy leżą
   *[many] adresów leży
  } poza granicą gminy z pliku granic. Granice uproszczone przesuwają linię; adresy zaliczono do gminy wskazanej w ich kodzie i nie przesuwano ich.
method-intro = Jednostką jest punkt adresowy. Status wynika z progu profilu, dnia { $as_of }, horyzontu planów i dowodów; kolory liczą różne sieci fizyczne, nie sprzedawców. Sieć jest pewna, jeśli choć jeden jej rekord spełniający próg ma zasięg rzeczywisty. Szybkości:
method-speed-peak = deklarowane razy współczynnik szczytu
method-speed-declared = deklarowane, po ich wartości nominalnej
method-detectors-decide = Rekordy sprzeczne z techniką uznano za niepewne.
method-detectors-flag = Rekordy sprzeczne z techniką oznaczono, ale liczą się.
rules-table = Reguły statusu
col-rule = Reguła
col-status = Status
col-when = Kiedy
numbers-table = Liczby z prawa i programów
col-law-number = Liczba
col-value = Wartość
col-source = Źródło
col-checked = Sprawdzono
link-text = tekst
unconfirmed = niepotwierdzone
chapter-numbers-table = Liczby rozdziałów { -ch-shape }, { -ch-demand }, { -ch-buildings } i { -ch-investor }: prawo i założenia
link-source = źródło
indicators-table = Wskaźniki
col-symbol = Symbol
col-name = Nazwa
col-formula = Wzór
col-meaning-rule = Znaczenie i reguła
indicator-rules = Statusy: <a href="#reguly">reguły statusu</a>.
indicator-source = definicja programu Zasięg, rozdz. { $chapter }
indicator-source-summary = definicja programu Zasięg, streszczenie
indicator-open = { $symbol }: wzór, dane, reguła i źródło
indicator-back = { $symbol }: wróć do wartości
col-registers = Rejestry
report-footer = Zasięg { $version } · stan na { $as_of } · profil główny { $id } · odcisk danych wejściowych
addresses = { $n } { $n ->
    [one] adres
    [few] adresy
   *[many] adresów
  }

## Tables of indicators (wskazniki.html)

col-indicator = Wskaźnik
col-numbers = Liczby
col-sources = Źródła
no-data = brak danych
figure-held = wstrzymane: za mało osób, których dotyczy
figure-held-profile = wstrzymane: podaje się tylko według pierwszego profilu księgi reguł
figure-undeducted = pustostany nieodliczone

## Chapter 2: shape of the gmina (charakterystyka.html)

shape-premises = Ludność, gospodarstwa i firmy: { $template } – wyłącznie liczby, bez nazwisk.
shape-table = Gęstość, rozproszenie, drogi, ludność (R1–R7)

## Chapter 6: demand (popyt.html)

demand-notices = Zgłoszenia, które czekają: { $notices }, w tym bez adresu z bazy albo bez miejscowości: { $unplaced }. Bez spełnionych, wycofanych i spod pustostanów.
demand-no-notices = Brak zgłoszeń zapotrzebowania dla tej gminy (to nie to samo co brak popytu). Zgłoszenia z SIDUSIS lub ankieta gminy: { $template }.
demand-no-vacancies = Brak wykazu pustostanów: { $template }.
demand-no-premises = Liczby gospodarstw i firm pod adresami nie są znane, więc wskaźniki na gospodarstwo to „—”. Tabela: { $template }.
demand-households = Liczba gospodarstw znana jest dla { $with_households } z { $addresses } adresów.
col-place = Miejsce
col-white-heading = Białe
col-notices = Zgłoszenia
col-vacant = Pustostany
col-households = Gospodarstwa
col-businesses = Firmy
demand-privacy = Gwiazdka (*): liczba zgłoszeń, pustostanów lub firm mniejsza od { $minimum } albo taka, z której dałoby się ją odtworzyć; nie jest podawana, podobnie jak wskaźniki z niej liczone i liczby wierszy tabel zgłoszeń i pustostanów. Pustostany miejscowości są podawane we wszystkich albo w żadnej. Liczby gospodarstw są podawane: ile mieszkań jest pod adresem, widać z ulicy, a nie mówi to, kto w nich mieszka; „—”, gdy choć jeden adres miejscowości nie ma liczby. Żadne pole osobowe zgłoszenia nie jest wczytywane.
demand-table = Wskaźniki Z1–Z5
demand-localities = Popyt według miejscowości
demand-clusters = Popyt w skupiskach białych adresów

## Chapter 7: mobile networks (siec_ruchoma.html)

mobile-intro = Zasięg według poziomów lub klas sygnału z rejestrów; adres jest w zasięgu, gdy klasa wynosi co najmniej { $class_min }. Adres, którego nikt nie zmierzył ani nie obliczył, jest nieznany, a nie „bez zasięgu”: stąd przedziały. W budynku: podany poziom albo poziom na zewnątrz pomniejszony o założone tłumienie ścian.
mobile-operators = Operatorzy, o których są dane w gminie: { $operators }; o innych nic tu nie wiadomo.
mobile-no-operators = Rejestr nie nazywa operatorów.
mobile-map = Zasięg 5G na zewnątrz: komórki 100 × 100 m, w których stoi adres; kolor i wzór znaczą to samo.
mobile-table = Adresy w zasięgu sieci ruchomych i obiekty publiczne poza zasięgiem (M4: 5G)
col-service = Usługa
col-outdoor = Na zewnątrz (M1)
col-indoor = W budynku
col-one-operator = 1 operator (M2)
col-nobody = Żaden
col-unknown = Nieznane
col-buildings-without = Obiekty poza zasięgiem (M4)
part-of-whole = { $without } z { $whole }
mobile-unknown = , nieznane: { $unknown }
mobile-no-reading = — (w danych nie ma ani jednego odczytu tej usługi)
mobile-cells = Zamieszkane komórki 100 × 100 m: { $whole }; bez 4G i 5G (M5): <strong>{ $without }</strong>
mobile-cells-meaning = . Komórka jest zamieszkana, gdy stoi w niej adres, o którym nie wiadomo, że nie ma pod nim gospodarstw.
mobile-routes = Drogi i linie kolejowe bez sieci ruchomej (M3: bez 5G)
col-kind-class = Rodzaj i klasa
col-length = Długość
col-without-4g = Bez 4G
col-without-5g = Bez 5G
col-5g-unknown = 5G nieznane
col-operators = Operatorzy
mobile-no-routes = Długości dróg i linii kolejowych bez 5G (M3): —. W danych nie ma dróg ani torów tej gminy: { $template }, { $template2 }.
mobile-sites = Co dałaby jedna nowa stacja: obiekty publiczne, wokół których najwięcej adresów nie ma 5G
col-building = Obiekt
col-gained = Adresy bez 5G w założonym zasięgu stacji
mobile-sites-meaning = Liczy się sama odległość, także do adresów sąsiednich gmin; ukształtowania terenu, wysokości masztu ani zgody na jego budowę tu nie sprawdzono.
mobile-files = Każdy adres, komórka i trasa z operatorami, generacją, pasmem i klasą (przy trasach także z długością w zasięgu): <code>ruchome_adresy.csv</code>, <code>ruchome_komorki.csv</code>, <code>ruchome_trasy.csv</code>.
mobile-not-known = <strong>Nie wiadomo.</strong> W danych nie ma zasięgu sieci ruchomych w tej gminie, więc wskaźniki M1–M5 to „—”, nie zero. Raster poziomu sygnału albo tabela komórek: { $template }. Zasięgi z inwentaryzacji UKE (<code>pit-mobile</code>) nie mają położenia: zadziałają razem z tabelą, która podaje współrzędne ich komórek.
mobile-stations = Stacje bazowe w gminie
col-stations = Stacje
col-with-5g = w tym z 5G
col-bands = Pasma, MHz
col-no-technology = o nieznanej technologii
mobile-stations-unstated = Stacja, której rejestr nie podaje technologii, może mieć 5G albo nie mieć: nie liczy się do stacji z 5G, a białe adresy w jej zasięgu, których nie obsłuży inna stacja, są w M6 nieznane.
mobile-spectrum = Kalendarz pasm dla tej gminy: <strong>nie wiadomo</strong>. Terminy, od których wolno tu używać poszczególnych zakresów (w paśmie 3400–3800 MHz różne w różnych gminach), wynikają z dokumentacji aukcji i decyzji rezerwacyjnych Prezesa UKE; wykazu według gmin w danych nie ma. Niżej terminy zobowiązań w skali kraju. Kto ma decyzje, może je wpisać do tabeli: { $template }.
spectrum-title = Kalendarz pasm w tej gminie
spectrum-table = Początek i koniec rezerwacji oraz terminy zobowiązań, które obejmują tę gminę
spectrum-meaning = Według tabeli rezerwacji i zobowiązań w danych; plik i wiersz odsyłają do spisu plików. Wiersz z obszarem PL dotyczy całego kraju. Czego w tabeli nie ma, o tym nic nie wiadomo; czy zobowiązanie spełniono, tabela nie mówi.
spectrum-past = – minął
spectrum-no-day = nie wiadomo
spectrum-not-here = Kalendarz pasm dla tej gminy: <strong>nie wiadomo</strong>. Tabela rezerwacji i zobowiązań jest w danych, ale żaden jej wiersz nie obejmuje tej gminy.
spectrum-unread = Wiersze tabeli rezerwacji, których obszaru nie da się odczytać (PL albo kody TERYT po średnikach): { $rows }.
col-day = Dzień
col-spectrum-event = Co
col-band = Pasmo
col-file-row = Plik i wiersz
mobile-no-stations = W rejestrze stacji bazowych nie ma żadnej stacji w tej gminie.
mobile-stations-not-known = Stacje bazowe: nie wiadomo, w danych nie ma ich rejestru; bez niego nie da się też powiedzieć, czy stały dostęp radiowy może być pomostem (M6). Dodaj stacje z inwentaryzacji UKE: { $template }.
bridge-title = Stały dostęp radiowy (FWA) jako pomost
bridge-white = Białe adresy: { $white }. W założonym zasięgu stacji 5G: { $in_range } (bez adresów, którym teren na pewno zasłania każdą z nich), w tym ze sprawdzoną linią widzenia: { $in_sight }
bridge-hidden = ; teren zasłania każdą stację w zasięgu: { $hidden }
bridge-served = . Adresy, które stacja w linii widzenia weźmie, bo ma dziś dość pojemności w godzinie największego ruchu (M6): <strong>{ $served }</strong>
bridge-unknown = ; tych, o których tego nie wiadomo (brak terenu, wysokości anteny, pojemności albo technologii stacji): { $unknown }
bridge-m6 = – M6 = { $m6 }.
bridge-meaning = Adres idzie do najbliższej stacji, która może dać próg profilu ({ $threshold } Mb/s); stacja bierze gospodarstwa od najbliższych, dopóki obok średniego ruchu wszystkich jej abonentów jeden dostaje jeszcze próg, a pozostałe idą do następnej. Dlatego jedna stacja więcej nigdy nie zmniejsza M6. Ruch abonenta w tej godzinie: GB na miesiąc · 8 · 10³ · udział godziny / 30 / 3600 Mb/s. Lasów i budynków model terenu nie pokazuje; ruchu telefonów i podziału stacji na sektory nie uwzględniono. M6 mówi o stacjach 5G takich, jakie są; co dałaby ich rozbudowa i ile kosztowałaby, mówią warianty w rozdziale { -ch-costs }.
bridge-stations = Stacje, które wezmą białe adresy gminy, i najbliższe każdego z nich; dzień, do którego pojemności wystarcza dla gospodarstw, które stacja bierze dziś
col-station = Stacja
col-white-all-gminas = Białe adresy (wszystkich gmin)
col-traffic = Ruch, Mb/s
col-capacity = Pojemność, Mb/s
col-enough = Wystarcza
bridge-homes = Stacja, która nie może dać progu, nie bierze nikogo. Stacja, która nikogo nie bierze na pewno, ma w tabeli tych, których weźmie, jeśli potwierdzi się to, czego nie wiadomo. Adres, którego gospodarstw nikt nie policzył, liczy się jako jedno gospodarstwo.
bridge-no-coverage = Stały dostęp radiowy jako pomost (M6): —. Bez danych o zasięgu sieci stacjonarnych w gminie nie wiadomo, które adresy są białe.
obligations-title = Kalendarz zobowiązań z aukcji częstotliwości i przyjęte założenia
obligations-table = Zobowiązania operatorów, którzy wygrali aukcje, i stan w gminie dziś (5G na zewnątrz)
col-latest = Najpóźniej
col-obligation = Zobowiązanie w kraju
col-gmina-today = Gmina dziś
obligations-meaning = Zobowiązania dotyczą kraju, nie każdej gminy z osobna; stan gminy stoi obok dla porównania i nie mierzy szybkości.
assumptions-of-chapter = Założenia rozdziału
col-assumption = Założenie
col-range = od – do
not-given = nie podano

## Chapter 8: buildings of the gmina (jst.html)

jst-none = W danych nie ma ani jednego budynku gminy: brak wykazu obiektów, RSPO i ankiety. Pusta tabela: { $template }; wykaz obiektów: { $template2 }.
jst-intro = Kilka jednostek w jednym budynku to jeden obiekt; obiektów: { $n_buildings }. „Nie wiadomo” nie znaczy „brak łącza”: obiekt, o którym choć jedna jednostka nic nie podała, rozszerza przedział wskaźnika, chyba że wystarcza to, co podały inne.
jst-no-survey = <strong>Gmina nie wypełniła ankiety łączy.</strong> Wiadomo, gdzie stoją obiekty i co jest pod ich adresami w rejestrach; nie wiadomo, jak są przyłączone. Ankieta na raz dla wszystkich jednostek: { $template }, jako arkusz z opisem kolumn: <code>zasieg import --template connections --out ankieta.xlsx</code>.
jst-states = Stan łączy:
jst-table = Obiekty i ich najszybsze łącze
col-units = Jednostki
col-connection = Łącze, Mb/s w dół i w górę
col-contract = Operator, umowa do, koszt roczny
col-repair = Naprawa (SLA), zapas
col-gigabit-here = 1 Gb/s pod adresem
col-to-node = Do węzła
col-to-fibre = Do światłowodu
col-white-nearby = Białe adresy obok
jst-map = Obiekty według stanu ich łącza: kolor i wzór znaczą to samo, numery są z tabeli niżej. Na mapie są te, których położenie ustalono: { $placed } z { $n_buildings }.
jst-map-unnumbered = Bez numeru, bo stoją zbyt gęsto: { $numbers } (adresy w tabeli).
jst-no-map = Mapy obiektów nie ma: żaden nie ma ustalonego położenia.
jst-groups = Umowy, które można zamówić razem (J8)
col-ends = Kończą się
col-buildings = Obiekty
col-yearly-cost = Koszt roczny razem
jst-anchors = Kotwice: białe adresy, które światłowód do obiektu ma w zasięgu przyłącza (J11)
col-white-addresses = Białe adresy
jst-near = { $own } (najbliższy adres w bazie: { $address })
jst-nearest = { $address } (najbliższy adres w bazie)
jst-own = { $own } (nie ma go w bazie adresowej)
jst-files = Każdy obiekt z dowodami: <code>budynki.csv</code>; wskaźniki: <code>indicators.csv</code>.
jst-indicators = Wskaźniki J1–J11

## Chapter 9: for investors (inwestor.html)

investor-missing = Gmina nie podała jeszcze tych tabel; ich wskaźniki to „—”, nie zero:
investor-parcels-file = (plik z ewidencji gruntów, rejestr <code>parcels</code>)
investor-fee = Zajęcie pasa drogi gminnej na roboty: { $fee } za m² i dzień; mediana powiatu: { $powiat_fee }
investor-parcels = Działki gminy przy węzłach: { $parcels }.
duties-table = Obowiązki wobec PIT (U7)
col-provision = Przepis
col-state = Stan
article = art. { $article }
article-part = art. { $article } ust. { $part }
coordinator = koordynator
no = nie
works-table = Kopać raz: planowane roboty i białe adresy przy nich (U9, U10)
col-road = Droga
col-works = Roboty
col-from-to = Od – do
col-join = Można dołączyć, do kiedy
col-duct-planned = Kanał w planie
col-addresses-clusters = Adresy, skupiska
works-clusters = skupiska: { $clusters }
obstacles-table = Przeszkody
col-description = Opis
checklist-title = Lista kontrolna „jedno okienko”
checklist-ready = tak
checklist-open = nie wszystko
checklist-missing = tabeli nie ma w danych
checklist-meaning = ☑: tabela gminy jest w danych i mówi to w każdym wierszu; ☐: nie w każdym albo tabeli nie ma. Obok stoi, co w niej jest. Czy to prawda, program nie sprawdza.
step-duty = obowiązek z { $article }: { $state }
step-fee = stawka w danych: { $fee } za m² i dzień
step-permits = wpisów: { $rows }, z dniem kompletności wniosku: { $saying }
step-ducts = odcinków kanałów i kanalizacji: { $rows }, z liczbą wolnych otworów: { $saying }
step-parcels = działek: { $rows }, z grupą rejestrową: { $saying }
step-roadworks = robót: { $rows }, z dniem, do którego można dołączyć: { $saying }
step-obstacles = przeszkód: { $rows }, ze znanym stanem: { $saying }
ducts-table = Kanały, kanalizacja i słupy: ile z nich może przyjąć światłowód
ducts-counted = liczbę podano dla { $counted } z { $pieces } { $pieces ->
    [one] odcinka
   *[many] odcinków
  }
ducts-meaning = Do użycia: dostęp wolny lub na wniosek, bez odcinków kanałów i kanalizacji o zerze wolnych otworów (słupy otworów nie mają). Wolne otwory: suma długości odcinków do użycia razy liczba wolnych otworów; trzy otwory na 100 m to 300 m.
col-pieces = Odcinki
col-usable = Do użycia
col-access-unknown = Dostęp nieznany
col-free-ways = Wolne otwory
investor-indicators = Wskaźniki U1–U11
gminas = { $n } { $n ->
    [one] gmina
    [few] gminy
   *[many] gmin
  }

## Chapters 10 and 11: costs and areas (koszty.html)

costs-intro = Plan obejmuje siecią { $addresses } { $addresses ->
    [one] adres
    [few] adresy
   *[many] adresów
  } (gospodarstwa domowe: { $households }; obiekty publiczne: { $n_public }) i wymaga { $length_km } km sieci.
costs-pays-itself = Przy przyjętych założeniach inwestycja zwraca się bez dotacji.
costs-beyond-aid = Nadwyżka z abonamentów nie pokrywa nawet utrzymania: luka ({ $gap } zł, { $gap_per_address } zł na adres) jest większa niż nakład, więc sama dotacja do budowy nie wystarczy.
costs-gap = Przychody nie zwrócą całego nakładu: luka to { $gap } zł, czyli { $gap_per_address } zł na adres.
costs-caution = <strong>To oszacowanie, nie wycena.</strong> Ceny są netto, w stałym poziomie cen. Z { $n_assumptions } założeń { $n_unconfirmed } jest niepotwierdzonych: to własny osąd albo jedno źródło (tabela na końcu rozdziału). Adres bez podanej liczby gospodarstw liczony jest po stronie przychodów jako jeden dom; wskaźniki na gospodarstwo mają wtedy kreskę.
costs-outside = Poza planem { $all ->
    [one] pozostaje
    [few] pozostają
   *[many] pozostaje
  } { $all } z { $white } { $white ->
    [one] białego adresu
    [few] białych adresów
   *[many] białych adresów
  }: bez współrzędnych – { $no_position }, dalej niż { $snap_m } m od każdej drogi – { $no_road }, przy drodze, która nie łączy się z żadnym węzłem – { $cut_off }, ponad budżet – { $unpaid }.
costs-outside-none = Plan obejmuje wszystkie białe adresy, które miały być objęte.
costs-nodes = W okolicy { $all ->
    [one] jest
    [few] są
   *[many] jest
  } { $all } { $all ->
    [one] węzeł
    [few] węzły
   *[many] węzłów
  }, z których sieć może wyjść
costs-nodes-unknown = ; { $unknown } z nich nie { $unknown ->
    [one] podaje
    [few] podają
   *[many] podaje
  } medium: przyjęto, że to światłowód
costs-nodes-other = ; węzłów na innym medium, których nie użyto, jest { $other }
costs-budget = Budżet na cały kosztorys to { $budget } zł netto: plan obejmuje { $addresses } { $addresses ->
    [one] adres
    [few] adresy
   *[many] adresów
  }, a żadna sieć wzdłuż tych samych dróg nie obejmie za tę kwotę więcej niż { $bound } (odstęp najwyżej { $below }).
tile-outlay = Nakład netto
pln-outlay = { $capex } zł
tile-outlay-meaning = FTTH dla całego planu (C1: na adres)
tile-gap = Luka finansowa (C5)
pln-gap = { $gap } zł
tile-gap-address = na adres (O2): { $gap_per_address } zł
tile-break-even = Próg przychodu
tile-break-even-meaning = miesięcznie od korzystającego, przy którym NPV (C4) = 0; założono { $arpu } zł
costs-indicators = Wskaźniki kosztów: udział korzystających { $take_up } % i przypadek ostrożny { $take_up_floor } %
col-expected = Przyjęty popyt
col-cautious = Przypadek ostrożny
costs-per-mbps = Jeden Mb/s pobierania, który zyskują adresy, kosztuje { $per_new_mbps } zł.
costs-proven = Udowodniony odstęp kosztu tras, metrów przyłączy i węzłów od najtańszych możliwych wzdłuż tych samych dróg: najwyżej { $proven_gap }. Adres łączy się z dowolną z dróg, które prowadzą do węzła i leżą najdalej { $near_m } m od niego; gdy takiej nie ma, z dowolną w odległości { $set_back_m } m, potem { $lead_m } m. Gdy i tam jej nie ma, dostaje własny wykop: od dowolnej takiej drogi w odległości { $trench_max_m } m, a w ostateczności od najbliższej drogi.
costs-not-proven = Dolnego ograniczenia kosztu tras nie policzono.
costs-crossings = Przejścia liczone są tam, gdzie trasa przecina tor, autostradę albo drogę ekspresową, których nie spotyka. Wykop poza drogą przechodzi przez zwykłą drogę bez osobnej opłaty, jak przyłącze. Przejść przez wody nie policzono: dane o drogach mówią najwyżej, że odcinek jest na moście, a nie, co jest pod nim.
variants-title = Warianty
variants-table = Te same adresy różnymi technikami
col-variant = Wariant
col-by-fibre = Adresy:<br>światłowód
col-by-radio = Adresy:<br>radio
col-unserved = Bez<br>sieci
col-households-narrow = Gosp.<br>domowe
col-stations-masts = Stacje:<br>rozbud. / nowe
col-outlay = Nakład, zł
col-outlay-address = Nakład na<br>adres, zł
col-npv = NPV, zł
variants-no-stations = <strong>Brak rejestru stacji</strong> (<code>base-stations</code>): warianty ze stacjami istniejącymi nie mają czego użyć, więc ich kreski znaczą „nie wiadomo”, a nie „nie można”.
variants-meaning = Wariant FTTH z radiem obejmuje te same adresy co FTTH: radio jest tam, gdzie oszczędność nakładu przewyższa koszt anten i rozbudowy istniejących stacji (także tych bez 5G); obiekty publiczne zostają przy światłowodzie. Wybór patrzy tylko na nakład, więc NPV może być gorsza niż przy samym światłowodzie. Nowe stacje ma tylko ostatni wariant; dwa ostatnie mogą zostawić adresy bez sieci. To, co istniejące stacje 5G mogą dać dziś, bez rozbudowy, mówi wskaźnik M6 (rozdział 7 raportu gminy). Jego liczby są inne, bo bierze pasma, które stacja ma dziś, i udział korzystających z samego radia; tu rozbudowana stacja ma { $sectors } × { $sector_mbps } Mb/s, z czego w szczycie wolno zająć { $sector_use } %, a udział korzystających jest taki jak przy światłowodzie ({ $take_up } %).
variants-radio = Radio liczy się tylko tam, gdzie stacja ma pojemność w godzinie szczytu: najwyżej { $station_homes } { $station_homes ->
    [one] dom
    [few] domy
   *[many] domów
  } na stację, przy średnim ruchu z założeń. Szybkość { $fwa_speed } Mb/s w godzinie szczytu jest założeniem, nie wynikiem.
variants-terrain = Stacji, którą teren na pewno zasłania, nie wzięto pod uwagę; lasów i budynków model terenu nie pokazuje.
variants-no-terrain = Bez modelu terenu (<code>terrain</code>) nie wiadomo, którą stację on zasłania, więc liczba adresów radiowych jest górną granicą.
variants-new-stations = Nowe stacje: co najmniej jedna na każdy kwadrat tak duży, że stacja w jego środku sięga rogów.
variants-no-radio = Radio pominięto: założona szybkość w godzinie szczytu ({ $fwa_speed } Mb/s) nie osiąga progu profilu.
variants-map = Warianty: jak obsłużyć adresy planu. Wariant FTTH obejmuje wszystkie adresy planu; „FWA taniej” to adresy, które w wariancie mieszanym dostają radio, dwie dalsze klasy to te, które radio mogłoby objąć z istniejącej albo tylko z nowej stacji. Kolor i kształt znaczą to samo.
bill-title = Kosztorys (FTTH)
bill-table = Przedmiar i wartość netto
col-item = Pozycja
col-quantity = Ilość
col-unit = Jedn.
col-price = Cena, zł
col-amount = Wartość, zł
total = Razem
bill-splitters = Rozdzielacze: { $small } na { $small_homes } { $small_homes ->
    [one] dom
    [few] domy
   *[many] domów
  }, większe: { $large }; wykorzystane w { $use_percent }; najdalszy dom jest { $farthest_m } m od swojego rozdzielacza.
bill-too-far = Zbyt długie jest samo przyłącze do { $too_far } { $too_far ->
    [one] adresu
    [few] adresów
   *[many] adresów
  }.
bill-leads = Przyłącza i urządzenia policzono dla oczekiwanej liczby korzystających. Utrzymanie sieci liczy się od nakładu bez projektu i bez pozycji, które zależą od liczby korzystających.
costs-map = Trasy planowanej sieci i węzły światłowodowe{ $areas ->
    [0] {""}
   *[other] , obszary konkursowe
  }{ $outside ->
    [0] {""}
   *[other] , adresy poza planem
  }.
costs-frontier-elsewhere = Ile kosztuje sieć dla coraz większej liczby adresów, pokazuje wykres, który raport ma z opcją <code>zasieg report --frontier</code>.
costs-frontier = Cały kosztorys sieci dla coraz większej liczby adresów; kropki to sieci znalezione.
costs-frontier-table = Ile kosztuje sieć dla coraz większej liczby adresów (netto)
sensitivity-title = Od czego zależy wynik
sensitivity-chart = Zmiana NPV, gdy jedno założenie przyjmuje najniższą albo najwyższą wartość, a pozostałe się nie zmieniają. Trasy pozostają te same.
sensitivity-table = Wartość bieżąca netto przy krańcach założeń i przy zmianie o 20 %
col-npv-low = NPV przy<br>najniższej, zł
col-npv-high = NPV przy<br>najwyższej, zł
col-minus-fifth = −20 %, zł
col-plus-fifth = +20 %, zł
stages-title = Etapy
stages-table = Kolejność budowy; w etapie 2 każda miejscowość osiąga co najmniej { $fairness } % adresów planu
col-stage = Etap
col-what-first = Co najpierw
col-public-narrow = Obiekty<br>publiczne
col-metres = Sieć, m
col-least-share = Najmniejszy udział<br>w miejscowości
anchors-title = Porównanie z ogłoszonymi stawkami
anchors-table = Luka na adres w tym planie: { $gap_per_address } zł
col-programme = Program
col-pln-per-unit = zł na jednostkę
col-year = Rok
col-basis = Podstawa
assumptions-title = Założenia
assumptions-table = Wszystkie założenia z granicami i źródłem; ceny bez VAT
areas-intro = Każdy obszar i każde skupisko policzono jako osobną sieć FTTH z własnym dojściem do węzła: obszary konkursowe wzdłuż tras planu, skupiska najtańszą znalezioną trasą. Nakład skupiska dotyczy tylko jego adresów w planie; przy pozostałych stoi powód, a skupisko, do którego nie dochodzi żadna droga z węzła, ma „—”. Adresy poza skupiskami nie mają tu wiersza. Dlatego nakłady nie sumują się do nakładu planu. „Operator przyjdzie” (O1) znaczy, że NPV bez dotacji jest dodatnia. O tym, co należy do obszaru, rozstrzyga lista jego adresów; zarys na mapie obejmuje miejsca, które leżą najdalej 250 m od adresu obszaru i nie bliżej innego adresu planu spoza niego.
col-area = Obszar
col-in-plan = W planie
areas-outside = poza planem: { $reasons }
col-per-address = Na adres,<br>zł (C1)
col-pays-itself = Operator<br>przyjdzie (O1)
col-grant-address = Luka na<br>adres, zł (O2)
areas-left-over = Poza obszarami { $left_over ->
    [one] pozostaje
    [few] pozostają
   *[many] pozostaje
  } { $left_over } { $left_over ->
    [one] adres
    [few] adresy
   *[many] adresów
  } planu.
areas-none = Obszarów konkursowych nie zaproponowano: plan ma mniej adresów, niż wymaga najmniejszy obszar, albo każdy obszar przekroczyłby górną granicę kosztu.
areas-no-clusters = W planie nie ma skupisk białych adresów.
areas-table = Proponowane obszary konkursowe
areas-clusters = Skupiska białych adresów: czy operator przyjdzie bez dotacji

## Chapters 10 and 11 without a plan (koszty_brak.html)

no-plan = Planu sieci nie ma.
no-plan-white = Wśród adresów, które miały być objęte, nie ma dziś białych według głównego profilu: nie ma czego planować.
no-plan-positions = Żaden adres gminy nie ma współrzędnych, więc nie da się poprowadzić do nich tras. Współrzędne daje rejestr adresów PRG (<code>prg-addresses</code>) albo kolumny położenia w tabeli adresów (<code>address-table</code>).
no-plan-roads = W danych nie ma dróg w pobliżu adresów gminy, a trasy prowadzi się wzdłuż dróg. Przyniesie je rejestr <code>roads</code>: BDOT10k (OT_SKDR_L lub OT_SKJZ_L powiatu) albo wyciąg z OpenStreetMap.
no-plan-nodes = W danych nie ma węzłów światłowodowych w pobliżu adresów gminy, więc nie wiadomo, skąd sieć miałaby wyjść. Przyniosą je rejestry PIT: węzły (<code>pit-nodes</code>), punkty elastyczności (<code>pit-flexibility-points</code>), albo własna tabela węzłów (<code>nodes-table</code>).
no-plan-budget = Za { $budget } zł netto nie da się objąć siecią ani jednego adresu
no-plan-least = : najtańsza znaleziona sieć, która obejmuje choć jedno miejsce, kosztuje { $least } zł
no-plan-reach = Do żadnego z białych adresów ({ $white }) nie prowadzi trasa: bez współrzędnych – { $no_position }, dalej niż { $snap_m } m od każdej drogi – { $no_road }, przy drodze, która nie łączy się z żadnym węzłem – { $cut_off }. Brakujące odcinki przyniesie pełniejszy rejestr <code>roads</code>, brakujące węzły <code>pit-nodes</code>, <code>pit-flexibility-points</code> albo <code>nodes-table</code>.
no-plan-areas = Bez planu sieci nie ma z czego złożyć obszarów konkursowych ani ocenić, czy operator przyjdzie bez dotacji.

## Chapter 4: intervals (przedzialy.html)

intervals-title = Jak szerokie są przedziały
intervals-intro = Liczba białych adresów leży w przedziale z prawdopodobieństwem co najmniej { $level } % (także liczby szarych i czarnych, w pliku intervals.csv). Niepewny zasięg sieci (teoretyczny albo podważony przez detektor, rozdz. { -ch-conflicts }) potwierdza się lub upada dla całej miejscowości naraz, a teoretyczny – dla tylu jej części, ile widać z tego, jak nierówno rozstrzygały edycje. Jak często się potwierdza, mówią tylko rozstrzygnięcia między edycjami
intervals-settled = (sieci z takimi rozstrzygnięciami: { $settled })
intervals-not-settled = , a tu ich brak
intervals-unknown = ; gdy nic nie wiadomo, przedział sięga niemal od samych adresów, którym nic nie przeczy, do wszystkich niepewnych, a zasięg teoretyczny potwierdza się drogami, w nieznanym udziale każdej sieci. Sieć, której zasięg zniknął między edycjami albo której zapis odrzucono, może być jeszcze jedną siecią pod adresem dowolnego koloru; także pod adresami miejscowości, w której jest punkt światłowodu, a nikt światłowodu nie zgłasza – jeśli niemal wszędzie, gdzie taki punkt jest, ktoś zgłasza. Światłowód w miejscowości bez znanego punktu sieci uznaje się za prawdziwy tak rzadko, jak rzadko tego punktu brak w innych jej miejscowościach.
intervals-lost = Granice poszerzono o zapisy bez ustalonego adresu: { $lost_records } { $lost_records ->
    [one] zgłoszenie
    [few] zgłoszenia
   *[many] zgłoszeń
  } (każde mogło objąć jeden biały adres; w profilach obiektów publicznych tylko tyle, ile mogło trafić na takie obiekty) i { $lost_addresses } { $lost_addresses ->
    [one] adres
    [few] adresy
   *[many] adresów
  } bez gminy.
intervals-meaning = Szerokość 0 znaczy, że rejestry sobie nie przeczą – nie, że mówią prawdę. Streszczenie i tabela miejscowości podają same rejestry: od adresów pewnie białych do tych razem z niepewnymi; tu doliczono sprzeczności i zapisy bez adresu, więc granice są inne.
intervals-table = Białe adresy: przedział i jego szerokość w punktach procentowych (W1±)
percentage-points = { $number } p.p.
col-from = od
col-share-from = udział od
col-share-to = udział do
col-width = szerokość

## Chapter 4: clusters and orphans (sierotki.html)

clusters-title = Skupiska białych adresów
clusters-table = Wszystkie skupiska ({ $clusters_total }): obrys wypukły i odległość do najbliższego adresu w zasięgu
clusters-largest = { $n_clusters } największych skupisk z { $clusters_total }: obrys wypukły i odległość do najbliższego adresu w zasięgu; wszystkie są w pliku raport.xlsx (<code>--format xlsx</code>), a gdzie jest plan sieci, także w rozdziale { -ch-areas }
col-outline = Obrys, ha
col-served = Najbliżej zasięgu, m
col-median = Mediana, m
orphans-title = „Sierotki”: białe adresy wśród objętych zasięgiem
orphans-intro = Białe adresy, których co najmniej ośmiu z dziesięciu najbliższych sąsiadów jest w zasięgu, albo od jednego do trzech białych przy ulicy, której wszystkie pozostałe adresy (ponad dwa razy tyle) są w zasięgu; sąsiad niepewny się nie liczy, a najbliższy w zasięgu leży nie dalej niż 500 m: { $total }. Pominięto je przy budowie albo w zgłoszeniu; najtaniej zacząć od pytania do operatora sąsiada.
orphans-table = Sierotki i ich najbliżsi sąsiedzi w zasięgu (P2)
orphans-first = (pierwsze { $n_orphans })
col-why = Dlaczego
col-neighbour = Sąsiad w zasięgu
col-m = m
col-network = Sieć
letter-title = Projekt pisma do operatora: { $operator } ({ $count } { $count ->
    [one] adres
    [few] adresy
   *[many] adresów
  })
letter-greeting = Szanowni Państwo,
letter-body = według zgłoszeń do systemu SIDUSIS (stan na { $as_of }) Państwa sieć obejmuje adresy, które leżą w podanej niżej odległości (w linii prostej) od adresów nieobjętych zasięgiem żadnej sieci spełniającej próg { $id }. Prosimy o informację, czy adresy bez zasięgu: (1) są w zasięgu, a pominięto je w zgłoszeniu – wtedy prosimy o jego korektę; (2) mogą zostać przyłączone na zwykłych warunkach i kiedy; (3) nie mogą zostać przyłączone – prosimy o przyczynę.
letter-line = { $address } – { $metres } m od adresu w zasięgu: { $neighbour }
letter-others = oraz { $n ->
    [one] adres
    [few] { $n } adresy
   *[many] { $n } adresów
  } (wszystkie z odległościami podaje tabela <code>orphans.csv</code> polecenia <code>zasieg diagnose</code>):
letter-end = Z poważaniem,<br>(podpis, { $name })

## Chapter 12: contradictions (sprzecznosci.html)

conflicts-title = Sprzeczności między rejestrami
conflicts-intro = Każda reguła porównuje dwa zapisy i wskazuje plik i wiersz obu stron.
conflicts-decide = W tym przebiegu detektory rozstrzygają: sprzeczny zapis liczy się jako możliwy, a podważony biały adres jako niepewny.
conflicts-flag = W tym przebiegu detektory tylko oznaczają: kolory adresów zostają, a podważone zapisy poszerzają przedziały w rozdz. { -ch-status }.
conflicts-files = Wszystkie sprzeczności: <code>conflicts.csv</code> z polecenia <code>diagnose</code>.
conflicts-table = Sprzeczności w gminie: { $total }
conflicts-elsewhere = ; ponadto zapisów, które nie wskazują gminy: { $files }
col-detector = Detektor
col-examples-both = Przykłady (plik:wiersz ↔ plik:wiersz)
conflicts-held = *: sprzeczności ze zgłoszeniami zapotrzebowania jest mniej niż { $minimum } albo nie ma żadnej, albo pierwszy profil raportu nie jest pierwszym profilem księgi reguł; ile ich jest, nie podaje się, bo zgłoszenie jest czyimś życzeniem.
conflicts-silent = Nie znalazły niczego: { $silent }.
detector-numbers-table = Liczby detektorów i skąd są (założenia programu, nie prawo)
col-justification = Uzasadnienie

## Chapter 1: freshness (swiezosc.html)

freshness-title = Świeżość zgłoszeń operatorów
freshness-intro = Liczy się, czy między edycjami zmieniła się treść zgłoszenia, nie to, czy operator potwierdził jego aktualność. Wskaźnik zmian to rekordy, które przybyły lub ubyły, podzielone przez wszystkie, które ma choć jedna z dwóch kolejnych edycji (w całym przebiegu, nie tylko w gminie). Od { $stale_from } edycji z rzędu bez zmian zgłoszenie uznaje się za nieświeże; mała sieć, która nie rośnie, może tak wyglądać słusznie.
freshness-table = Operatorzy obecni w gminie, od najdłużej niezmienionych
col-statement = Zgłoszenie
col-editions = Edycje
col-changed = w tym zmieniona treść
col-unchanged = Bez zmian z rzędu
col-change-index = Wskaźnik zmian
col-verdict = Ocena
freshness-gone = brak w ostatniej edycji
freshness-stale = nieświeże
freshness-unchanged = bez zmian
freshness-changing = zmienia się

## Chapter 5: credibility of plans (wiarygodnosc.html)

credibility-title = Wiarygodność planów
credibility-intro = Co stało się z planami i umowami do { $as_of }. Zrealizowany: planujący zgłasza pod adresem zasięg o planowanej szybkości albo o szybkości progu. Zaległy: termin minął, zasięgu nie ma. Rozwiązany: umowa przestała obowiązywać, więc białe adresy wracają na listę. Umowa o nieznanym stanie, pod którą nic nie zrealizowano, nie jest ani w toku, ani zaległa. Ryzyko: tyle białych adresów z planów w toku przepadnie, jeśli operator dotrzyma terminów tak jak dotąd; „—” znaczy, że nic jeszcze nie było wymagalne.
credibility-table = Adresy z planów według operatora (I2, I3, I4)
col-delivered = Zrealizowane
col-pending = W toku
col-of-which-white = w tym białe
col-overdue = Zaległe
col-terminated = Rozwiązane
col-white-again = w tym znów białe
col-unknown-state = Umowa o nieznanym stanie
col-kept = Dotrzymane
col-risk = Ryzyko

## Book of objections (ksiega.html)

book-title = Księga zgłoszeń gminy
book-intro = Zgłoszenia mieszkańców i gminy przeciw wykazanemu zasięgowi lub planom: { $n_entries } { $n_entries ->
    [one] wpis
    [few] wpisy
   *[many] wpisów
  }, w tym przyjęte: { $admitted }.
book-decides = Przyjęte zgłoszenie odbiera kwestionowanemu rekordowi pewność, a adres bez innej pewnej sieci staje się niepewny (ustawienie <code>detectors = "decide"</code>).
book-flags = Zgłoszenia <strong>nie zmieniają statusów</strong> w tym raporcie (ustawienie <code>detectors = "flag"</code>); gdyby decydowały, status zmieniłoby { $changing } { $changing ->
    [one] zgłoszenie
    [few] zgłoszenia
   *[many] zgłoszeń
  }.
book-rules-note = Reguły przyjmowania są wzorem z procedury amerykańskiej, nie prawem polskim (tabela niżej).
book-table = Wpisy księgi i ich dopuszczalność
col-entry = Wpis
col-claim = Zarzut
col-admissibility = Dopuszczalność
col-effect-profile = Skutek (profil { $id })
book-median = mediana { $median } Mb/s, pomiary: { $tests }, dni: { $days }
book-unchanged = bez zmiany: { $old }
book-empty = Brak wpisów dotyczących tej gminy.
book-area = { $locality }: na operatora { $operator } przyjęto zgłoszenia z { $addresses } { $addresses ->
    [one] adresu
    [few] adresów
   *[many] adresów
  } – warto żądać od niego wykazania zasięgu w całej miejscowości.
visits-table = Do sprawdzenia: gdzie wizyta rozstrzygnie najwięcej
visits-first = (pierwsze { $n_visits } z { $n_visits2 }; wszystkie w <code>do_sprawdzenia.csv</code>)
col-depending = Adresy, których status od niej zależy
col-clusters = Skupiska
col-public = Obiekty publiczne
col-challenged = Ze zgłoszeniem
col-start = Zacząć od
book-rules = Reguły przyjmowania zgłoszeń
unconfirmed-note = (niepotwierdzone)
any-operator = każdy

## Page of evidence about an address (dowody.html)

evidence-title = Dowody: { $address }
evidence-kind = Zasięg – pakiet dowodów o adresie · stan na { $as_of }
evidence-gmina = gmina { $gmina_name } ({ $gmina })
evidence-identifier = · identyfikator <code>{ $address_id }</code> · { $file }, wiersz { $row } ({ $edition })
evidence-statuses = Status według profili
col-today = Dziś
col-after-plans = Po planach
col-if-plans-fail = Gdy plany upadną
col-rule-today = Reguła (dziś)
not-in-force-note = (poza okresem obowiązywania)
evidence-table = Dowody (✓ – za statusem pierwszego profilu)
col-date = Data
col-valid-until = Ważny do
col-weight = Waga
col-origin = Plik (edycja) i wiersz
evidence-stale = (nieaktualny)
evidence-origin = { $file } ({ $edition }), wiersz { $row }
evidence-none = Żaden rejestr nie mówi o tym adresie.
evidence-conflicts = Sprzeczności
col-measured = Zmierzono
col-record = Zapis
col-against = Przeczy mu
evidence-measure = { $found } (próg { $limit })
evidence-row = { $file }, wiersz { $row }
evidence-neighbour = Najbliższy adres w zasięgu: { $address }, { $metres } m, sieć { $network } ({ $place }).
request-title = Wniosek
request-correct = <strong>O korektę zgłoszenia (SIDUSIS / UKE).</strong> Wnosimy o sprawdzenie i korektę wymienionych wyżej zapisów o adresie { $address }: rejestry przeczą sobie w sposób podany w tabeli sprzeczności.
request-challenged = <strong>O korektę zgłoszenia (SIDUSIS / UKE).</strong> Zapisom operatorów o adresie { $address } przeczy przyjęty wpis księgi gminy:
request-entry = { $id } ({ $claim }) z dnia { $day }, { $file }, wiersz { $row }
request-operator = operator { $operator }
request-correct-entry = Wnosimy o sprawdzenie i korektę zgłoszonego zasięgu lub planu.
request-add = <strong>O dopisanie adresu.</strong> Według zapisów z dnia { $as_of } adres { $address }
request-white = nie jest objęty zasięgiem żadnej sieci spełniającej próg { $profiles }
request-uncertain = mają obejmować wyłącznie sieci o zasięgu niepewnym
request-doubted = mają obejmować wyłącznie sieci, których zgłoszenia podważa inny zapis lub księga gminy
request-no-contract = i nie wymienia go żadna trwająca umowa o dofinansowanie z danych tego przebiegu
request-list = . Wnosimy o dopisanie go do listy adresów
request-live = zrealizowanych w trwającej umowie
request-next = trwającej umowy lub najbliższego naboru
request-none = Adres jest w zasięgu sieci spełniającej próg { $profiles } i nic temu nie przeczy; wniosek o korektę wymaga dowodu odmowy przyłączenia lub pomiaru.
request-annex = Pozostałe zapisy i pliki: załącznik na odwrocie lub następnej kartce.
evidence-annex = Załącznik: pozostałe zapisy o adresie { $address }
signature = Data i podpis: ………………………………………
evidence-files = Pliki, na których opiera się ta strona
col-edition = Edycja
col-file = Plik
evidence-footer = Zasięg { $version } · stan na { $as_of } · detektory: { $detectors }

## Page of changes between editions (zmiany.html)

changes-title = Zmiany białych plam: { $as_of } – { $as_of2 }
changes-kind = Zmiany między edycjami · stacjonarny dostęp szerokopasmowy
changes-heading = Co się zmieniło od { $as_of } do { $as_of2 }
changes-summary-title = Najważniejsze
changes-summary = Białych adresów (profil { $profile }, dziś) było { $old }, jest { $new }: zmiana <strong>{ $change }</strong>. Status zmieniło { $n_changed } { $n_changed ->
    [one] adres
    [few] adresy
   *[many] adresów
  }; każdy ma jeden powód, a powody sumują się dokładnie do zmiany.
changes-none = Między edycjami nic się nie zmieniło w profilu { $profile }, dziś.
changes-bridge = Wykres { $index }. Białe adresy, profil { $profile }, { $tense }: od poprzedniej edycji do nowej. Pomarańczowe: przybyło białych, zielone: ubyło.
changes-figure-sources = Źródła: rejestry z rozdziału 4, stan na { $as_of } i { $as_of2 }.
changes-axis = Oś nie zaczyna się od zera.
changes-balance = Adresy według statusu i powodu zmiany, profil { $profile }, dziś
changes-profiles = Wszystkie profile
changes-lenses = Białe adresy w obu edycjach
col-change = Zmiana
col-other-status = Adresy o innym statusie
changes-rules = Reguły, które się różnią
col-rule-setting = Liczba lub ustawienie
changes-rules-same = Reguły obu edycji są te same.
changes-gminas-title = Gminy
changes-gminas = Gminy z największą liczbą zmian, profil { $profile }, dziś
changes-gminas-first = (pierwsze { $n_gminas } z { $n_gminas_changed }; wszystkie w <code>changes_by_gmina.csv</code>)
col-gmina = Gmina
col-white-was = Białe: było
col-white-is = jest
col-changed-addresses = Zmienione adresy
col-main-reason = Najczęstszy powód
changes-nowhere = (poza gminami)
changes-gmina = gmina { $code }
changes-gminas-none = W żadnej gminie nic się nie zmieniło.
changes-addresses = Adresy o innym statusie, profil { $profile }, dziś
changes-addresses-first = (pierwsze { $n_listed } z { $n_changed }; wszystkie w <code>changes.csv</code>)
col-evidence-places = Dowody (rejestr:plik:wiersz)
changes-evidence-was = było: { $old_evidence }
changes-evidence-is = jest: { $new_evidence }
changes-no-evidence = brak rekordów zasięgu
changes-addresses-none = Żaden adres nie zmienił statusu.
changes-ties = Jak rozpoznano ten sam adres w obu edycjach
col-way = Sposób
changes-new-only = tylko w nowej edycji
changes-old-only = tylko w poprzedniej
changes-same-but = Wśród tych samych adresów: inna gmina { $n_other_gmina }, inny numer { $n_other_number }, przesunięte o więcej niż { $same_place_m } m { $n_moved }.
changes-ids-reused = Identyfikatory użyte ponownie dla innego miejsca (nie wierzono im): { $ids_reused }.
changes-freshness-title = Świeżość zgłoszeń i rejestrów
changes-freshness = Deklaracja „dane aktualne” niczego nie dowodzi: bywa wysyłana codziennie przez skrypt. Liczy się, czy zmieniła się treść. Wskaźnik zmian to rekordy, które przybyły lub ubyły, podzielone przez wszystkie, które ma choć jedna z dwóch kolejnych edycji. Porównano edycje: { $n_editions }. „Bez zmian” od { $stale_from } edycji z rzędu znaczy nieświeże; mała sieć, która nie rośnie, może tak wyglądać słusznie.
changes-league = Operatorzy, od najdłużej niezmienionych
changes-league-first = (pierwsze { $n_league } z { $n_league2 }; wszyscy w <code>freshness.csv</code>)
col-declared-editions = Zadeklarowane edycje
changes-gone = brak w nowej edycji
changes-registers = Wiek rejestrów nowej edycji w dniu { $as_of }, od najstarszych
col-age = Wiek w dniach
col-content = Treść
changes-same-file = plik ten sam co w poprzedniej edycji
changes-other-file = inny plik
changes-method-title = Metoda
changes-method = Adres jest ten sam, gdy ma ten sam identyfikator, klucz albo numer w tym samym miejscu (do { $same_place_m } m). Status liczy się w każdej edycji jej regułami i na jej dzień. Powód jest jeden: pierwszy z poniższych, który zachodzi. Zmianę reguł odróżnia od zmiany danych ponowna ocena poprzednich danych nowymi regułami.
changes-reasons = Powody
changes-footer = Zasięg { $version } · edycje na { $as_of } ({ $addresses } adresów) i { $as_of2 } ({ $addresses2 } adresów) · pełne tabele: changes.csv, changes_by_gmina.csv, changes_by_wojewodztwo.csv, freshness.csv, registers.csv, summary.json
changes-setting = ustawienie biegu

## Page of a plan (plan.html)

plan-meta = Plan sieci i koszty · stan na { $as_of } · profil { $profile }
plan-with-plans = po planach operatorów
plan-today = dziś
plan-area = tylko adresy w obszarze z pliku { $area }
