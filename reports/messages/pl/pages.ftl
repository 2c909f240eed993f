# Pages beside the report: for the council, easy to read, of several gminas, the guide; words of consultations and open data.

konsultacje =
    .map_title = Adresy białe i niepewne
    .map_day = Stan danych na
    .map_profile = profil
    .map_sources = Źródła:
    .head = Konsultacje listy białych plam
    .id = identyfikator
    .locality = miejscowość
    .simc = SIMC
    .street = ulica
    .ulic = ULIC
    .number = numer
    .status = status dziś
    .planned = status po planach
    .speed = najwyższe pewne pobieranie Mb/s

# Rungs of the matching ladder in descriptions of open data.
rung =
    .exact = ten sam klucz
    .number = ten sam numer
    .street = ta sama ulica
    .coordinates = współrzędne

rada =
    .held = wstrzymane
    .W1 = Udział białych adresów
    .W2 = Gospodarstwa domowe pod białymi adresami
    .D1 = Adresy w zasięgu szybkości
    .D3 = Adresy z co najmniej dwiema niezależnymi sieciami
    .I1 = Białe adresy objęte planami operatorów
    .P1 = Skupiska białych adresów
    .J1 = Obiekty gminy z łączem co najmniej 1 Gb/s
    .Z1 = Zgłoszenia zapotrzebowania na 1000 gospodarstw
    .U1 = Ile dni czeka się na decyzję

rada_znaczenie =
    .W1 = Adresy bez sieci spełniającej próg. Niższa liczba: żaden rejestr nie podaje tam takiej sieci; wyższa: razem z niepewnymi.
    .W2 = Znane tylko wtedy, gdy gmina podała liczbę gospodarstw pod każdym adresem.
    .D1 = Adresy, pod którymi można na pewno zamówić internet o takiej szybkości lub szybszy.
    .D3 = Mieszkańcy mogą wybierać między sieciami.
    .I1 = Plany zgłoszone przez operatorów. Jeśli nie zostaną wykonane, adresy pozostaną białe.
    .P1 = Miejsca, w których białe adresy leżą blisko siebie, więc sieć buduje się taniej.
    .J1 = Budynki jednostek gminy, według ich umów. Przedział: o części obiektów nie wiadomo.
    .Z1 = Zgłoszenia mieszkańców, które wciąż czekają.
    .U1 = Środkowa wartość: połowa decyzji zapadła szybciej, połowa wolniej.

# The comment below the header of tables to fill in.
template =
    .required = kolumna wymagana
    .several = kilka wartości oddziela średnik
template-example = np. { $value }
template-one-of = wartości: { $values }

## The notice of a consultation, in Polish alone (reports/templates/pl/konsultacje.html)

consultation-days-min = co najmniej { $n } dni na odpowiedź
consultation-days-min-gber = co najmniej { $n } dni na odpowiedź, także przy pomocy zwolnionej ze zgłoszenia Komisji (np. z KPO i FERC)
consultation-months-valid = wynik starszy niż { $n } miesięcy wymaga powtórzenia konsultacji

## All of these pages

page-footer = Zasięg { $version } · stan na { $as_of }

## For the council (rada.html)

council-title = Dostęp do internetu – do raportu o stanie gminy: { $name }
council-kind = Część raportu o stanie gminy (art. 28aa ustawy z dnia 8 marca 1990 r. o samorządzie gminnym) · { $name }, TERYT { $code } · stan na { $as_of }
council-heading = Dostęp do internetu szerokopasmowego
council-no-coverage = Dane tego przebiegu nie zawierają zgłoszeń zasięgu operatorów, więc nie wiadomo, przy ilu adresach jest sieć.
council-white = Przy { $white } z { $concerned } adresów gminy ({ $share }) nie ma sieci spełniającej próg { $profile }.
council-white-concerned = Przy { $white } z { $concerned } adresów gminy, których dotyczy profil ({ $share }), nie ma sieci spełniającej próg { $profile }.
council-white-between = Od { $low } do { $high } z { $concerned } adresów gminy ({ $share_low } – { $share_high }) nie ma sieci spełniającej próg { $profile }; przedział bierze się z adresów, przy których zgłoszony zasięg jest niepewny.
council-white-between-concerned = Od { $low } do { $high } z { $concerned } adresów gminy, których dotyczy profil ({ $share_low } – { $share_high }), nie ma sieci spełniającej próg { $profile }; przedział bierze się z adresów, przy których zgłoszony zasięg jest niepewny.
council-bounds = Z { $level }-procentową pewnością, licząc też sprzeczności w danych, takich adresów jest od { $low } do { $high } ({ $share_low } – { $share_high }).
council-bounds-one = Z { $level }-procentową pewnością, licząc też sprzeczności w danych, takich adresów jest { $low } ({ $share_low }).
council-figures = Najważniejsze liczby
council-col-indicator = Wskaźnik
council-col-meaning = Co znaczy
council-col-white = Białe
council-col-uncertain = Niepewne
council-unknown = „—” znaczy: nie wiadomo. Brak danych nie jest zerem.
council-held = „Wstrzymane” znaczy: wartość zdradziłaby liczbę tak małą, że dotyczyłaby pojedynczych osób.
council-places = Miejscowości, w których białych adresów jest najwięcej
council-map = Mapa. Adresy gminy według statusu dziś, profil { $profile }.
council-figure-sources = Źródła: rejestry z końca strony, stan na { $as_of }.
council-what-follows = Co z tego wynika dla rady
council-verify = Sprawdzenia { $uncertain ->
    [one] wymaga
    [few] wymagają
   *[many] wymaga
  } { $uncertain } { $uncertain ->
    [one] adres niepewny
    [few] adresy niepewne
   *[many] adresów niepewnych
  }: plik do_sprawdzenia.csv podaje, od których zacząć.
council-plans = Plany i umowy na budowę sieci obejmują { $covered } { $covered ->
    [one] biały adres
    [few] białe adresy
   *[many] białych adresów
  }. Jeżeli plany upadną, adresy te pozostaną białe.
council-left = Po planach bez sieci { $left ->
    [one] pozostanie
    [few] pozostaną
   *[many] pozostanie
  } { $left } { $left ->
    [one] adres
    [few] adresy
   *[many] adresów
  }. O nie można zabiegać w naborach na budowę sieci; lista białych plam wymaga wcześniej konsultacji.
council-ease = Ułatwienia zależne od gminy – stawki za zajęcie pasa drogowego, czas decyzji, kanały technologiczne, działki pod urządzenia – opisuje rozdział dla inwestora w pełnym raporcie.
council-sources = Skąd są dane
council-method = Metodę, dowody i listę adresów zawiera pełny raport diagnostyczny (raport.html). Zapisy ustaw i progów: profil { $profile }
council-unconfirmed = ; niektóre jego liczby nie są potwierdzone u źródła
council-footer = Zasięg { $version } · stan na { $as_of } · odcisk danych <span class="hash">{ $hash }</span>

## Easy to read (latwy.html): a thought a sentence, words of every day

easy-title = Internet w gminie { $name } – tekst łatwy do czytania
easy-kind = Tekst łatwy do czytania i zrozumienia
easy-heading = Internet w gminie { $name }
easy-about = O czym jest ten tekst
easy-about-what = Ten tekst jest o internecie w naszej gminie.
easy-about-where = Sprawdziliśmy, gdzie jest szybki internet.
easy-about-where-not = Sprawdziliśmy też, gdzie go nie ma.
easy-about-day = Sprawdziliśmy to na dzień { $as_of }.
easy-fast = Co to jest szybki internet
easy-fast-many = Szybki internet działa dobrze, gdy wiele osób używa go naraz.
easy-fast-doctor = Przez szybki internet można rozmawiać z lekarzem.
easy-fast-work = Można uczyć się i pracować w domu.
easy-fast-office = Można załatwić sprawę w urzędzie.
easy-known = Co wiemy
easy-no-coverage = Nie wiemy, gdzie jest szybki internet.
easy-no-data = Nie mamy tych danych.
easy-addresses = W gminie { $addresses ->
    [one] jest
    [few] są
   *[many] jest
  } { $addresses } { $addresses ->
    [one] adres
    [few] adresy
   *[many] adresów
  }.
easy-concerned = Ten tekst jest tylko o { $concerned } z nich.
easy-address = Adres to na przykład dom lub blok.
easy-white-none = Nie znamy adresu, pod którym nikt nie podaje szybkiego internetu.
easy-white = Szybkiego internetu najpewniej nie ma pod { $white } { $white ->
    [one] adresem
   *[many] adresami
  }.
easy-share-all = To wszystkie te adresy.
easy-share-few = To mniej niż 1 adres na 20.
easy-share-most = To prawie wszystkie te adresy.
easy-share = To około { $tenth } na każde 10 adresów.
easy-uncertain = Pod { $uncertain } { $uncertain ->
    [one] adresem
   *[many] adresami
  } nie mamy pewności.
easy-uncertain-check = Trzeba to jeszcze sprawdzić.
easy-white-spot = Miejsce bez szybkiego internetu nazywamy <strong>białą plamą</strong>.
easy-places = Najwięcej białych plam jest tu:
easy-next = Co będzie dalej
easy-plans = Są plany budowy internetu pod { $covered } { $covered ->
    [one] adresem
   *[many] adresami
  }.
easy-plans-doubt = Nie wiemy, czy plany się udadzą.
easy-plans-none = Nie znamy planów budowy internetu w białych plamach.
easy-you = Co możesz zrobić
easy-you-none = Możesz powiedzieć, że u Ciebie nie ma internetu.
easy-you-wrong = Możesz powiedzieć, że nasza lista jest zła.
easy-you-office = Zadzwoń do urzędu gminy albo przyjdź.
easy-you-office-town = Zadzwoń do urzędu miasta albo przyjdź.
easy-you-help = Możesz poprosić kogoś o pomoc.

## Several gminas side by side (przeglad.html)

overview-title = Przegląd gmin: { $place }
overview-kind = Przegląd { $n } { $n ->
    [one] gminy
   *[many] gmin
  } · stan na { $as_of } · profil { $profile }
overview-heading = { $place }: dostęp do internetu szerokopasmowego
overview-powiat = Powiat { $name } ({ $code })
overview-unnamed = Powiat { $code }
overview-several = Wybrane gminy ({ $n })
overview-white = Na { $concerned } { $concerned ->
    [one] adres
    [few] adresy
   *[many] adresów
  } bez sieci spełniającej próg { $profile } jest { $white } ({ $share }); po planach operatorów na pewno { $planned }.
overview-white-between = Na { $concerned } { $concerned ->
    [one] adres
    [few] adresy
   *[many] adresów
  } bez sieci spełniającej próg { $profile } jest od { $low } do { $high } ({ $share }); po planach operatorów na pewno { $planned }.
overview-tile-plans = Białe adresy po planach operatorów, na pewno
overview-tile-covered = z białych dziś obejmują plany: { $n }
overview-tile-speed = Adresy z pewną ofertą co najmniej { $bound } Mb/s
overview-gminas = Gminy obok siebie
overview-map = Gminy według udziału pewnie białych adresów, profil { $profile }, dziś; w nawiasach liczba gmin. Kolor i wzór znaczą to samo.
overview-no-map = Mapy nie ma, bo dane tego przebiegu nie mają granic gmin (rejestr <code>boundaries</code>).
overview-chart = Status adresów w gminach (pasek: 100 % adresów, obok ich liczba), profil { $profile }, dziś. Białe i niepewne razem to górny koniec przedziału.
overview-chart-first = Pierwsze { $n } z { $all } gmin tabeli.
overview-indicators = Wskaźniki
overview-indicators-table = Najważniejsze wskaźniki gmin; definicje i wzory są w rozdziale { -ch-method } raportu każdej gminy
overview-unknown = „—” znaczy: nie wiadomo, nigdy zero.
overview-held = „*”: liczby nie podano, bo mówiłaby o niewielu osobach.
overview-sources = Źródła
overview-method = Granice, adresy i zgłoszenia są te same co w raportach gmin. Raport każdej gminy podaje metodę, wzory, sprzeczności w danych i listę adresów.
overview-footer = Zasięg { $version } · stan na { $as_of } · profile: { $profiles } · odcisk danych wejściowych
overview-table = Gminy według udziału białych adresów, od największego
overview-col-share = Udział białych
overview-col-speed = od { $bound } Mb/s
overview-col-clusters = Skupiska
overview-total = Razem
overview-note = Przedziały białych adresów podano tu według samych kolorów; granice z 95-procentową pewnością, ze sprzecznościami rejestrów, podaje raport gminy i tabela intervals.csv polecenia diagnose. Kolumny „od … Mb/s”: udział adresów, których najlepsza pewna oferta ma co najmniej tę szybkość pobierania. Skupisko na granicy gmin liczy się w obu, w sumie raz.

## The guide for officials, at the end of the report (przewodnik.html)

guide-title = Przewodnik i słownik dla urzędu
guide-how = Jak korzystać z raportu
guide-how-figures = Zacznij od najważniejszych liczb: przedział mówi, ile adresów jest białych na pewno, a ile najwyżej.
guide-how-editions = Sprawdź, z jakich wydań rejestrów powstał raport. Stary rejestr zasięgu to powód, by poprosić operatorów o nowe zgłoszenie.
guide-how-doubts = Adresy niepewne i sprzeczności przejdź z listą „do sprawdzenia”: jedna wizyta rozstrzyga zwykle wiele adresów naraz.
guide-how-tables = Wypełnij tabele, które zna tylko gmina: łącza obiektów, zgłoszenia zapotrzebowania, decyzje, stawki. Bez nich wskaźniki pokazują „—”.
guide-how-consult = Zanim lista białych plam trafi do naboru, przeprowadź konsultacje: potrzebne są ogłoszenie, lista adresów i czas na odpowiedzi.
guide-how-compare = Po nowym wydaniu rejestrów porównaj wyniki: zestawienie zmian podaje powód każdej z nich.
guide-glossary = Słownik
guide-terms = Pojęcia użyte w raporcie
guide-col-term = Pojęcie
guide-col-meaning = Znaczenie
guide-term-address = adres, punkt adresowy
guide-means-address = numer porządkowy w rejestrze adresów; jednostka, w której liczy się zasięg. Blok z wieloma mieszkaniami to jeden adres.
guide-term-white = adres biały (biała plama)
guide-means-white = adres, przy którym żadna sieć nie spełnia progu profilu
guide-term-grey = adres szary
guide-means-grey = próg spełnia na pewno jedna sieć
guide-term-black = adres czarny
guide-means-black = próg spełniają na pewno co najmniej dwie różne sieci fizyczne
guide-term-uncertain = adres niepewny
guide-means-uncertain = próg spełniają tylko sieci, których zasięg nie jest pewny; może okazać się biały
guide-term-orphan = sierotka
guide-means-orphan = biały adres wśród adresów objętych zasięgiem
guide-term-profile = profil
guide-means-profile = zbiór progów i zasad z aktu prawnego lub programu, obowiązujący w podanym czasie
guide-term-reach = zasięg pewny i możliwy
guide-means-reach = usługę można dostarczyć bez dodatkowych prac; możliwość wymaga sprawdzenia na miejscu
guide-term-network = sieć, sprzedawca
guide-means-network = kolory adresów liczą fizyczne sieci; kilku sprzedawców w jednej sieci to wciąż jedna sieć
guide-term-tenses = dziś, po planach, gdy plany upadną
guide-means-tenses = stan obecny; stan po zrealizowaniu planów w horyzoncie; stan, gdy nie zostaną zrealizowane
guide-term-interval = przedział
guide-means-interval = wartość dolna, środkowa i górna: adresy niepewne liczone wcale, w połowie, wszystkie
guide-term-cluster = skupisko
guide-means-cluster = co najmniej pięć białych adresów, z których każdy leży najdalej 200 m od innego ze skupiska
guide-term-node = węzeł, przyłącze
guide-means-node = punkt sieci, do którego można się podłączyć; odcinek od sieci do budynku
guide-term-registers = SIDUSIS, PIT
guide-means-registers = państwowe systemy, w których operatorzy zgłaszają zasięg usług (SIDUSIS) i infrastrukturę (PIT, punkt informacyjny UKE)
guide-term-teryt = TERYT: TERC, SIMC, ULIC
guide-means-teryt = kody jednostek podziału kraju, miejscowości i ulic prowadzone przez GUS
guide-term-dash = „—”
guide-means-dash = nie wiadomo; nigdy nie znaczy zero
