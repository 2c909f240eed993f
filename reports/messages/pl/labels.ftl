# Words of drawings, tables and lists: a message a group, an attribute a word. Signs that an attribute must not have
# stand as - in its name, and n stands before a digit.

status =
    .white = biały
    .grey = szary
    .black = czarny
    .uncertain = niepewny
    .not_applicable = nie dotyczy

status_many =
    .white = białe
    .grey = szare
    .black = czarne
    .uncertain = niepewne
    .not_applicable = nie dotyczy

rule =
    .W1-no-record = brak jakiegokolwiek zgłoszenia zasięgu dla adresu
    .W2-below-threshold = są zgłoszenia, ale żadne nie spełnia progu
    .U1-only-possible = próg spełniają tylko zgłoszenia o zasięgu niepewnym (teoretycznym)
    .G1-few-networks = próg spełnia pewnie jedna sieć
    .B1-many-networks = próg spełniają pewnie co najmniej dwie różne sieci
    .X1-not-subject = profil nie dotyczy tego rodzaju adresów
    .U2-contradicted = żadna sieć nie spełnia progu, ale przeczy temu inny zapis (gdy detektory rozstrzygają)
    .U3-doubted = próg spełniają tylko zgłoszenia, którym przeczy inny zapis, lub o zasięgu teoretycznym (gdy detektory rozstrzygają)
    .U4-challenged = próg spełniają tylko zgłoszenia zakwestionowane przyjętym wpisem księgi gminy lub już niepewne (gdy detektory rozstrzygają)

view =
    .today = dziś
    .with_plans = po planach
    .if_plans_fail = gdy plany upadną

medium =
    .fibre = światłowód
    .coax = kabel współosiowy
    .copper_pair = miedziana para
    .radio = radio (FWA)
    .other = inne

kind =
    .school = szkoła
    .education = inna placówka oświatowa
    .office = urząd
    .library = biblioteka
    .culture = dom kultury
    .fire_station = straż pożarna (OSP)
    .clinic = przychodnia
    .social_care = pomoc społeczna
    .waterworks = wodociągi i inne media
    .other = inny obiekt
    .kindergarten = przedszkole
    .sport = obiekt sportowy
    .monitoring = monitoring
    .parking = parking

gmina_kind =
    .n1 = gmina miejska
    .n2 = gmina wiejska
    .n3 = gmina miejsko-wiejska

register =
    .terc = TERC – rejestr jednostek podziału (GUS)
    .simc = SIMC – rejestr miejscowości (GUS)
    .ulic = ULIC – rejestr ulic (GUS)
    .boundaries = Granice gmin (PRG)
    .sidusis-addresses = Baza adresowa SIDUSIS
    .prg-addresses = Baza adresowa PRG (GUGiK)
    .address-table = Tabela adresów
    .sidusis-report = Zgłoszenie zasięgu do SIDUSIS
    .offer-table = Tabela ofert
    .rspo = RSPO – rejestr szkół i placówek
    .public-buildings = Obiekty publiczne

address_field =
    .number = numer
    .street = ulica
    .locality = miejscowość
    .terc = TERC
    .simc = SIMC
    .ulic = ULIC
    .easting = współrzędna wschodnia
    .northing = współrzędna północna
    .lon = długość geograficzna
    .lat = szerokość geograficzna

author_role =
    .address_register = ewidencja adresów
    .surveyor = geodeta
    .office = urząd
    .other = inna rola

severity =
    .rejected = odrzucono
    .outside = poza obszarem
    .flagged = oznaczono
    .repaired = naprawiono

number =
    .down_min = próg pobierania
    .up_min = próg wysyłania
    .school_down_min = próg pobierania dla szkół
    .vhcn_up_min = wysyłanie, od którego sieć inna niż światłowodowa jest siecią VHCN
    .horizon_years_min = najkrótszy horyzont planów
    .grey_networks = liczba sieci: obszar szary
    .black_networks = liczba sieci: obszar czarny

unit =
    .GB-month = GB/mies.
    .Mb-s = Mb/s
    .years = lata
    .networks = (liczba sieci)
    .addresses = adresów
    .editions = edycji
    .localities = miejscowości
    .days = dni
    .buildings = (liczba adresów)
    .months = mies.
    .contracts = (liczba umów)
    .notices = (liczba zgłoszeń)
    .per_thousand = ‰
    .class = (numer klasy)
    .grosze = gr

chart =
    .addresses = adresy
    .share = % adresów
    .none = brak pewnej oferty
    .from = od
    .below = poniżej
    .north = N
    .unknown_locality = (bez nazwy miejscowości)
    .no_street = (bez ulicy)
    .cluster_number = numer skupiska, gdzie się mieści
    .others = pozostałe
    .total = Cała gmina

timeline =
    .delivered = zrealizowane
    .pending = w toku
    .overdue = zaległe
    .terminated = rozwiązane
    .unknown = o nieznanym stanie
    .undated = bez terminu
    .axis = Liczba adresów

plan_map =
    .others = adresy, które nie są białe
    .covered = białe objęte planem
    .left = białe bez planu

reach =
    .certain = zasięg pewny
    .possible = zasięg niepewny

check =
    .plan = plan
    .marginal_cost = koszt krańcowy w planie sieci:
    .plan_not = plan nie obejmuje tego adresu
    .plan_area = obszar konkursowy
    .plan_stage = etap
    .unnamed = (bez nazwy)
    .gmina = gmina
    .as_of = stan na
    .source = adres:
    .row = wiersz
    .network = sieć
    .due = termin planu
    .impossible = , szybkość ponad możliwości technologii
    .in_question = , zakwestionowany
    .flat_left_out = numer lokalu pominięto: wynik dotyczy całego adresu
    .number_differs = numeru z tą literą nie ma w rejestrze: wynik dotyczy numeru bez niej
    .other_place = słowo zapytania jest nazwą innej miejscowości, gminy albo powiatu: tu by je trzeba poprawiać
    .too_many_edits = podobne tylko po więcej niż dwóch poprawkach pisowni
    .not_in_force = { " " }(poza okresem obowiązywania)
    .unconfirmed = { " " }(są liczby niepotwierdzone)
    .chain = Dowody o adresie (gwiazdka: za statusem pierwszego profilu)
    .contradictions = Sprzeczności
    .expires = ważny do
    .stale = { " " }(nieaktualny)
    .weight = waga
    .limit = próg
    .hints = Czy chodziło o (bez statusu; proszę zapytać o identyfikator):
    .words_left_out = Nie wiadomo, co tu znaczy:
    .alternatives = Inne możliwości
    .cluster = skupisko nr
    .node = najbliższy węzeł

match =
    .identifier = Adres o tym identyfikatorze.
    .exact = Adres znaleziony dokładnie.
    .normalised = Adres znaleziony mimo innego zapisu (skróty, wielkość liter, brak polskich znaków).
    .fuzzy = Adres znaleziony mimo różnic w pisowni; proszę sprawdzić, czy to ten.
    .nearest = Adres najbliższy podanym współrzędnym.
    .ambiguous = Kilka adresów pasuje tak samo; proszę podać gminę, miejscowość albo ulicę.
    .hint = Żaden adres nie pasuje do całego zapytania.
    .none = Nie ma takiego adresu.
    .unreadable = Wiersza nie da się odczytać.

variant =
    .ftth = Światłowód do domu (FTTH)
    .ftth_fwa = FTTH, a gdzie taniej – FWA z istniejących stacji
    .fwa = FWA z istniejących stacji
    .mobile = FWA z istniejących i nowych stacji (5G)

stage =
    .n1 = Szkoły i obiekty publiczne (1 Gb/s) z adresami po drodze
    .n2 = Najwięcej gospodarstw za złotówkę, z minimum w każdej miejscowości
    .n3 = Pozostałe adresy planu

price_unit =
    .PLN = zł
    .PLN-m = zł/m
    .PLN-month = zł/mies.
    .PLN-year = zł/rok
    .PLN-m-year = zł/m/rok
    .share = część
    .years = lat
    .pieces = szt.
    .m = m
    .km = km
    .Mb-s = Mb/s
    .GB-month = GB/mies.

costs =
    .beyond = nieosiągalny
    .tornado_alt = Zmiana wartości bieżącej netto, gdy jedno założenie przyjmuje najniższą albo najwyższą wartość; te same liczby stoją w tabeli pod wykresem
    .tornado_axis = zmiana NPV, tys. zł
    .frontier_alt = Kosztorys w zależności od liczby adresów objętych siecią
    .frontier_axis = adresy objęte siecią
    .frontier_cost = kosztorys, mln zł
    .at_low = najniższa wartość założenia
    .at_high = najwyższa wartość założenia
    .cluster = Skupisko
    .area = Obszar

bill_sheet =
    .bill = Kosztorys
    .assumptions = Założenia
    .variants = Warianty
    .stages = Etapy
    .sensitivity = Wrażliwość
    .work = Pozycja
    .quantity = Ilość
    .unit = Jednostka
    .price = Cena jednostkowa netto, zł
    .amount = Wartość netto, zł
    .total = Razem
    .value = Wartość
    .low = Najniższa
    .high = Najwyższa
    .year = Rok
    .vat = VAT
    .net = bez VAT
    .gross = z VAT
    .none = nie dotyczy
    .source = Źródło
    .checked = Sprawdzono
    .confidence = Pewność
    .confirmed = potwierdzone
    .unconfirmed = niepotwierdzone
    .variant = Wariant
    .by_fibre = Adresy: światłowód
    .by_radio = Adresy: radio
    .unserved = Adresy bez sieci
    .households = Gospodarstwa
    .upgraded = Stacje rozbudowane
    .masts = Stacje nowe
    .capex = Nakład netto, zł
    .npv = NPV, zł
    .gap = Luka, zł
    .stage = Etap
    .addresses = Adresy
    .public = Obiekty publiczne
    .metres = Metry sieci
    .cost = Nakład etapu netto, zł
    .assumption = Założenie
    .at_low = NPV przy najniższej, zł
    .at_high = NPV przy najwyższej, zł
    .minus = NPV przy −20 %, zł
    .plus = NPV przy +20 %, zł

changes =
    .was = Było
    .is = Jest
    .bridge_alt = Wykres mostkowy: liczba białych adresów w poprzedniej edycji, ile dodał lub odjął każdy powód, liczba w nowej edycji; te same liczby są w tabeli obok

statement =
    .present = zasięg
    .planned_private = plany
    .planned_public = plany dofinansowane

reason =
    .new_coverage = nowy zasięg
    .upgrade = modernizacja sieci
    .coverage_gone = zasięg wycofany
    .data_correction = korekta danych
    .new_address = nowy adres
    .removed_address = adres usunięty
    .vacancy = pustostan
    .plan = plan
    .rule_change = zmiana reguł
    .public_site = obiekt publiczny
    .doubt = zgłoszenie lub sprzeczność
    .renumbered = inna gmina (TERYT)

reason_meaning =
    .new_coverage = pod adresem jest sieć albo technologia, której poprzednia edycja tam nie miała, i to ona zmieniła status
    .upgrade = ta sama sieć w tej samej technologii podaje większą szybkość niż w poprzedniej edycji i samo to zmieniło status
    .coverage_gone = sieci albo technologii, która dawała poprzedni status, nowa edycja tam nie ma
    .data_correction = poprawiono zapis: numer, ulicę, miejscowość lub położenie adresu albo rodzaj zasięgu, sprzedawcę lub zmniejszoną szybkość tej samej sieci w tej samej technologii
    .new_address = adres jest tylko w nowej edycji
    .removed_address = adres był tylko w poprzedniej edycji
    .vacancy = adres usunięto, a rejestr pustostanów go wymienia; albo przybył adres, który poprzednia edycja wymieniała jako pustostan
    .plan = plan zgłoszono, zmieniono, wycofano, wszedł w horyzont albo minął jego termin
    .rule_change = poprzednie dane ocenione nowymi regułami (progi, horyzont, podstawa szybkości) mają już nowy status
    .public_site = pod adresem przybył lub ubył obiekt publiczny, więc profil zaczął lub przestał go dotyczyć
    .doubt = rekordy są te same; zdecydowało przyjęte zgłoszenie z księgi gminy albo detektor sprzeczności (ustawienie detectors = "decide")
    .renumbered = status ten sam, adres liczony w innej gminie

tie =
    .id = ten sam identyfikator
    .key = ten sam klucz: gmina, miejscowość, ulica, numer
    .key_without_gmina = ta sama miejscowość, ulica i numer, inna gmina
    .place = ten sam numer w tym samym miejscu
    .twin = bliźniacze adresy o tym samym kluczu, po kolei

admissibility =
    .admitted = przyjęte
    .nothing_in_question = przyjęte do wiadomości: nie kwestionuje żadnego rekordu zasięgu, jest powodem do sprawdzenia
    .closed = odrzucone lub wycofane wcześniejszym rozstrzygnięciem
    .no_address = nie wskazuje adresu z bazy
    .weak_evidence = brak dowodu takiego rodzaju, jakiego wymaga ten zarzut
    .no_day = dowód bez daty
    .later_day = data dowodu po dniu zgłoszenia albo zgłoszenie po dniu raportu
    .too_old = dowód starszy, niż dopuszcza reguła
    .nothing_declared = operator niczego takiego pod tym adresem nie wykazuje
    .no_technology = nie podano kwestionowanej technologii
    .no_operator = przy pomiarach trzeba wskazać operatora
    .no_delay = zwłoka bez dat albo w dopuszczalnym terminie
    .no_tests = żaden pomiar tego adresu i operatora się nie liczy (po kablu, w godzinach szczytu, nie za stary, z umowy o dość szybkie łącze)
    .few_tests = za mało pomiarów albo dni pomiarowych
    .fast_enough = mediana pomiarów spełnia próg profilu

claim =
    .no_service = brak usługi
    .refused = odmowa
    .extra_cost = koszt ponad zwykły
    .delay = zwłoka
    .slower = za wolno
    .wrong_technology = zła technologia
    .plan_not_credible = plan nierealny
    .unreported_network = sieć niewykazana
    .wrong_address = zły adres
    .other = inny

evidence =
    .refusal_doc = pismo o odmowie
    .screenshot = zrzut ekranu
    .speedtest_fixed = pomiary
    .mobile_test = pomiar sieci ruchomej
    .field_check = wizja w terenie
    .bill = faktura
    .statement = oświadczenie
    .none = brak dowodu

challenge_number =
    .availability_age_max_days = odmowa, zrzut ekranu, wizja: najwyższy wiek dowodu
    .bill_age_max_days = faktura: najwyższy wiek
    .connection_days_max = najdłuższy dopuszczalny termin przyłączenia
    .test_days_min = pomiary: najmniej różnych dni
    .tests_min = pomiary: najmniejsza liczba
    .test_hour_from = pomiary: od godziny
    .test_hour_before = pomiary: przed godziną
    .test_age_max_days = pomiary: najwyższy wiek
    .area_locations_min = tyle przyjętych zgłoszeń na jednego operatora w miejscowości każe sprawdzić całą miejscowość

effect =
    .flag = oznaczenie
    .reach = zapis liczy się jako możliwy
    .status = biały adres jest niepewny

orphan =
    .street = ulica objęta zasięgiem
    .near = sąsiedzi objęci zasięgiem

record_state =
    .planned = planowane
    .in_progress = w budowie
    .done = wykonane
    .terminated = umowa rozwiązana
    .unknown = stan nieznany
    .new = nowe
    .read = odczytane
    .met = zrealizowane
    .withdrawn = wycofane
    .reported = zgłoszone
    .confirmed = potwierdzone
    .outdated = nieaktualne

detectors =
    .flag = tylko oznaczają
    .decide = rozstrzygają

connection =
    .active = działa
    .none = nie ma łącza
    .unknown = nie wiadomo

backup =
    .none = brak
    .fixed_same_route = ta sama trasa
    .fixed_other_route = inna trasa lub medium
    .mobile = sieć komórkowa
    .satellite = satelita

spectrum_event =
    .begins = początek rezerwacji
    .due = termin zobowiązania
    .ends = koniec rezerwacji

works =
    .construction = budowa
    .reconstruction = przebudowa
    .resurfacing = nowa nawierzchnia
    .sidewalk = chodnik
    .water = wodociąg lub kanalizacja
    .gas = gaz
    .power = energetyka
    .other = inne

obstacle =
    .consent = brak zgody właściciela
    .agreement = uzgodnienia
    .monument = zabytek
    .nature = ochrona przyrody
    .crossing = przejście przez tory, rzekę lub drogę
    .full_duct = brak miejsca w kanale
    .poles = brak zgody na słupy
    .fees = opłaty
    .zoning = plan miejscowy
    .other = inna

obstacle_state =
    .standing = istnieje
    .being_removed = usuwana
    .unknown = nie wiadomo

duty =
    .met = spełniony
    .not_met = niespełniony
    .not_applicable = nie dotyczy
    .unknown = nie wiadomo

step =
    .coordinator = Koordynator, do którego inwestor pisze w każdej sprawie
    .permits = Wnioski i decyzje w jednej tabeli, każdy z dniem, w którym był kompletny
    .fees = Stawka za zajęcie pasa w tabeli gminy i w PIT
    .ducts = Kanały i kanalizacja w tabeli gminy z liczbą wolnych otworów, i w PIT
    .infrastructure = Infrastruktura techniczna gminy w PIT
    .parcels = Działki z ewidencji, każda z grupą rejestrową, po której widać gminne (czy są do dzierżawy, ewidencja nie mówi)
    .roadworks = Plan robót drogowych, każde z dniem, do którego można dołączyć
    .obstacles = Spis przeszkód, każda ze stanem: istnieje, usuwana albo usunięta

duct_kind =
    .technological_channel = kanał technologiczny
    .cable_duct = kanalizacja kablowa
    .microduct = mikrokanalizacja
    .telecom_poles = słupy telekomunikacyjne
    .power_poles = słupy energetyczne
    .other = inne

service =
    .n4g = 4G (LTE)
    .n5g = 5G (NR), wszystkie pasma
    .n5g_3600 = 5G w paśmie 3600 MHz

route =
    .roads = drogi
    .rail = kolej
    .no_class = bez klasy

mobile_map =
    .n5g = 5G
    .n4g = tylko 4G
    .none = bez 4G i 5G
    .unknown = nie wiadomo

jst_map =
    .gigabit = łącze co najmniej 1 Gb/s
    .active = łącze wolniejsze lub o nieznanej szybkości
    .none = bez łącza
    .unknown = nie wiadomo
    .addresses = adresy

contract =
    .ended = termin minął

enough =
    .unknown = nie wiadomo
    .never = nie wystarcza już dziś
    .until = do
    .long = co najmniej 15 lat

obligation =
    .obligation_households_share = gospodarstwa domowe: udział w zasięgu
    .obligation_households_down = gospodarstwa domowe: szybkość pobierania
    .obligation_households_latency_max = gospodarstwa domowe: opóźnienie najwyżej
    .obligation_routes_share = drogi krajowe i linie kolejowe: udział w zasięgu
    .obligation_routes_down = drogi krajowe i linie kolejowe: szybkość pobierania
    .obligation_routes_latency_max = drogi krajowe i linie kolejowe: opóźnienie najwyżej

obligation_here =
    .addresses = adresy
    .routes = wszystkie drogi i tory

mobile_assumption =
    .building_loss = tłumienie ścian budynku
    .fwa_range = zasięg stacji dla anteny stałej na zewnątrz
    .spectral_efficiency = średnia sprawność widmowa pobierania
    .sector_use = dopuszczalne wykorzystanie sektora
    .fwa_traffic = ruch abonenta FWA
    .busy_hour_share = udział godziny największego ruchu w dobie
    .traffic_growth = wzrost ruchu
    .fwa_take_up = udział gospodarstw z usługą FWA
    .site_range = zasięg nowej stacji 5G dla adresów na zewnątrz
    .effective_earth_radius = promień Ziemi z uwzględnieniem załamania fal

print =
    .report = Raport diagnostyczny
    .as_of = stan na
    .profiles = profile:
    .editions = edycje rejestrów:
    .hash = odcisk danych wejściowych
    .page = strona
    .of = z
    .annex = Załącznik. Wszystkie adresy

table =
    .podsumowanie = Podsumowanie
    .profile = Profile
    .wskazniki = Wskaźniki
    .adresy = Adresy
    .miejscowosci = Miejscowości
    .skupiska = Skupiska
    .budynki = Budynki
    .sieci = Sieci
    .sprzecznosci = Sprzeczności
    .uwagi = Uwagi
    .pochodzenie = Pochodzenie
    .obrys = Obrys gminy

cascade =
    .all = wszystkie punkty adresowe
    .not_applicable = profil nie dotyczy
    .black = czarne na pewno
    .grey = szare na pewno
    .uncertain = niepewne
    .white = białe dziś, na pewno
    .covered = objęte planami operatorów
    .left = białe po planach

variant_map =
    .outside = białe poza planem
    .fibre = tylko światłowód
    .new = radio tylko z nowej stacji
    .existing = radio z istniejącej stacji możliwe
    .cheaper = FWA taniej niż światłowód

outside =
    .no_position = bez współrzędnych
    .no_road = daleko od dróg
    .cut_off = droga bez połączenia z węzłem
    .unpaid = ponad budżet
    .elsewhere = w innej gminie

figure =
    .map = Mapa
    .chart = Wykres

overview =
    .map_alt = Mapa gmin według udziału białych adresów; te same liczby stoją w tabeli gmin
    .nobody = brak adresów profilu

table_column =
    .address = Adres
    .address_id = Identyfikator
    .addresses = Adresy
    .against_file = Przeczący plik
    .against_row = Przeczący wiersz
    .age_days = Wiek w dniu raportu, dni
    .anchored = Białe adresy obok
    .as_of_day = Stan na
    .best_down_mbps = Najlepsza oferta: pobieranie, Mb/s
    .best_up_mbps = Najlepsza oferta: wysyłanie, Mb/s
    .black = Czarne
    .building = Nr obiektu
    .capex = Nakład netto na adresy w planie, zł
    .capex_per_address = Nakład na adres w planie, zł
    .cause = Przyczyna
    .certain = W tym zasięg pewny
    .certain_down_mbps = Najwyższe pewne pobieranie, Mb/s
    .cluster = Skupisko
    .clusters = Liczba skupisk
    .code = Kod
    .contract_until = Umowa do
    .concerned = Dotyczy profil
    .contradiction = Sprzeczność
    .converted_from = Współrzędne przeliczone z
    .detail = Szczegół
    .detector = Detektor
    .down_mbps = Pobieranie, Mb/s
    .easting = E (EPSG:2180), m
    .edition = Edycja
    .effect = Skutek
    .file = Nr pliku
    .file_name = Plik
    .formula = Wzór
    .found = Zmierzono
    .gigabit = 1 Gb/s pod adresem
    .gmina = Gmina
    .grant_per_address = Luka na adres w planie, zł
    .grey = Szare
    .hectares = Obrys, ha
    .high = Do
    .horizon = Horyzont planów
    .households = Gospodarstwa domowe
    .in_plan = W planie
    .indicator = Wskaźnik
    .item = Pozycja
    .kinds = Rodzaj
    .limit = Próg
    .locality = Miejscowość
    .low = Od
    .main_profile = Profil główny
    .meaning = Znaczenie
    .media = Media
    .median_m = Mediana odległości do zasięgu, m
    .medium = Medium
    .mid = Środek
    .names = Jednostki
    .nearest_fibre_m = Do światłowodu, m
    .nearest_node_m = Do węzła, m
    .networks = Sieci
    .northing = N (EPSG:2180), m
    .not_applicable = Nie dotyczy
    .npv = NPV, zł
    .number = Numer
    .operator = Operator
    .outside = Poza obszarem
    .outside_plan = Poza planem: powody
    .place = Miejsce
    .profile = Profil
    .profile_label = Nazwa profilu
    .read = Odczytano
    .register = Rejestr
    .rejected = Odrzucono
    .row = Wiersz
    .rule = Reguła
    .seller = Sprzedawca
    .seller_id = Numer sprzedawcy
    .served_m = Najbliżej zasięgu, m
    .sha256 = SHA-256
    .share_high = Białe, udział do
    .share_low = Białe, udział od
    .shown = W raporcie
    .simc = SIMC
    .source = Rejestry i edycje
    .state = Łącze
    .status = Status dziś
    .street = Ulica
    .symbol = Symbol
    .technology = Technologia
    .tense = Czas
    .terc = TERYT
    .top_mbps = Najwyższa szybkość, Mb/s
    .ulic = ULIC
    .uncertain = Niepewne
    .unit = Jednostka
    .up_mbps = Wysyłanie, Mb/s
    .used = Użyto
    .value = Wartość
    .version = Wersja programu Zasięg
    .white = Białe
    .white_high = Białe do
    .white_low = Białe od
    .white_mid = Białe, środek
    .white_with_plans = Białe po planach
    .yearly_cost = Koszt roczny, zł

indicator_unit =
    .count = liczba
    .days = dni
    .flag = 0 lub 1
    .grosze = zł
    .mm = m
    .per_km2 = na km²
    .per_thousand = na 1000
    .ratio = iloraz
    .share = udział

plan_drawing =
    .north = N
    .kilometres = km
    .road = drogi
    .trench = nowy wykop
    .duct = istniejący kanał lub kanalizacja
    .aerial = istniejące słupy
    .existing_line = istniejąca linia kablowa
    .area = obszar konkursowy
    .root = węzeł światłowodowy
    .address = adres w planie
    .unreachable = adres bez dojścia
    .unplanned = biały adres poza planem

address_list =
    .address_id = identyfikator
    .locality = miejscowość
    .simc = SIMC
    .street = ulica
    .ulic = ULIC
    .number = numer
    .certain_down = najwyższe pewne pobieranie Mb/s
    .best_down = najlepsza zgłoszona oferta: pobieranie Mb/s
    .best_up = wysyłanie Mb/s
    .technology = technologia
    .operator = operator
    .cluster = skupisko
    .rule = reguła
    .evidence = dowody (plik:wiersz)

workbook =
    .money = #,##0.00 "zł"

month =
    .n01 = stycznia
    .n02 = lutego
    .n03 = marca
    .n04 = kwietnia
    .n05 = maja
    .n06 = czerwca
    .n07 = lipca
    .n08 = sierpnia
    .n09 = września
    .n10 = października
    .n11 = listopada
    .n12 = grudnia

# Sentences with numbers or names in them.

cluster-in-locality = { $locality }, skupisko { $number }
site-network = { $owner } – { $medium }, { $speeds }
site-network-possible = { $network } (zasięg niepewny)
figure-of = { $part } z { $whole }
days = { $days } dni
money = { $amount } zł
per-year = { $share } rocznie
whole-zloty = { $amount } zł
annex-text = Adresy gminy ({ $n }) według miejscowości i ulic: status dziś w profilu { $profile }, najwyższa szybkość pewnej oferty, w nawiasie liczba adresów. Te same adresy z dowodami są w pliku adresy.csv.
annex-left-out = Listy wszystkich adresów ({ $n }) nie wydrukowano; jest w pliku adresy.csv.
plan-title = Plan sieci: { $name }
plan-alt = Mapa tras planowanej sieci w: { $name }
plan-source = Źródła: { $registers }. Układ EPSG:2180. Długości na elipsoidzie GRS 80.

# Numbers of things, by the name of their unit in data.

count-buildings = { $n } { $n ->
    [one] budynek
    [few] budynki
   *[many] budynków
  }
count-contracts = { $n } { $n ->
    [one] umowa
    [few] umowy
   *[many] umów
  }
count-days = { $n } { $n ->
    [one] dzień
    [few] dni
   *[many] dni
  }
count-editions = { $n } { $n ->
    [one] edycja
    [few] edycje
   *[many] edycji
  }
count-localities = { $n } { $n ->
    [one] miejscowość
    [few] miejscowości
   *[many] miejscowości
  }
count-months = { $n } { $n ->
    [one] miesiąc
    [few] miesiące
   *[many] miesięcy
  }
count-networks = { $n } { $n ->
    [one] sieć
    [few] sieci
   *[many] sieci
  }
count-notices = { $n } { $n ->
    [one] zgłoszenie
    [few] zgłoszenia
   *[many] zgłoszeń
  }
count-roads = { $n } { $n ->
    [one] droga
    [few] drogi
   *[many] dróg
  }
count-hours = { $n } { $n ->
    [one] godzina
    [few] godziny
   *[many] godzin
  }
count-tests = { $n } { $n ->
    [one] pomiar
    [few] pomiary
   *[many] pomiarów
  }
count-years = { $n } { $n ->
    [one] rok
    [few] lata
   *[many] lat
  }
