# Words of the pages that are in Polish alone.

konsultacje =
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
    .W1 = Adresy bez sieci spełniającej próg. Niższa liczba: na pewno; wyższa: razem z niepewnymi.
    .W2 = Znane tylko wtedy, gdy gmina podała liczbę gospodarstw pod każdym adresem.
    .D1 = Adresy, pod którymi można na pewno zamówić internet o takiej szybkości lub szybszy.
    .D3 = Mieszkańcy mogą wybierać między sieciami.
    .I1 = Plany zgłoszone przez operatorów. Jeśli nie zostaną wykonane, adresy pozostaną białe.
    .P1 = Miejsca, w których białe adresy leżą blisko siebie, więc sieć buduje się taniej.
    .J1 = Budynki jednostek gminy, według ich umów. Przedział: o części obiektów nie wiadomo.
    .Z1 = Zgłoszenia mieszkańców, które wciąż czekają.
    .U1 = Środkowa wartość: połowa decyzji zapadła szybciej, połowa wolniej.

consultation-days-min = co najmniej { $n } dni na odpowiedź
consultation-days-min-gber = co najmniej { $n } dni na odpowiedź, także przy pomocy zwolnionej ze zgłoszenia Komisji (np. z KPO i FERC)
consultation-months-valid = wynik starszy niż { $n } miesięcy wymaga powtórzenia konsultacji
overview-powiat = Powiat { $name } ({ $code })
overview-unnamed = Powiat { $code }
overview-several = Wybrane gminy ({ $n })
