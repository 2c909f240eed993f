"""2 000 texts as people type them, made from the addresses of the sample: which address comes first over HTTP, and that
`check --batch` finds the same. The noise: 40 % without diacritics, 30 % one typing error, 20 % two, 30 % another or no
kind of street, 20 % other order, 10 % no locality."""
import csv
import json
import pathlib
import random
import subprocess
import sys
import http.client
import urllib.parse

program, run, url, work = sys.argv[1], sys.argv[2], urllib.parse.urlsplit(sys.argv[3]), pathlib.Path(sys.argv[4])
QUERIES, FIRST, FIVE = 2000, 97.0, 99.5
dice = random.Random(20260630)
PLAIN = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")
LETTERS = "abcdefghijklmnoprstuwyz"


def mistyped(text):
    """One letter exchanged, added, left out, or swapped with the next."""
    places = [at for at, sign in enumerate(text) if sign.isalpha()]
    at, letter = dice.choice(places), dice.choice(LETTERS)
    match dice.randrange(4):
        case 0:
            return text[:at] + letter + text[at + 1:]
        case 1:
            return text[:at] + letter + text[at:]
        case 2:
            return text[:at] + text[at + 1:]
        case _:
            return text[:at] + text[at + 1:at + 2] + text[at] + text[at + 2:]


def noisy(row):
    locality, street, number = row["Miejscowość"], row["Ulica"], row["Nr porządkowy"]
    tags = []
    if street and dice.random() < 0.3:
        tags.append("kind")
        bare = street.split(" ", 1)[1] if street.startswith(("ul.", "al.", "pl.", "os.")) else street
        street = dice.choice(["", "ulica ", "ul ", "UL. "]) + bare
    names = [locality, street]
    if street and dice.random() < 0.1:
        tags.append("no locality")
        names[0] = ""
    x = dice.random()
    edits = 1 if x < 0.3 else 2 if x < 0.5 else 0
    for _ in range(edits):
        # Errors fall on names in proportion to their letters.
        own = [at for at in (0, 1) if sum(map(str.isalpha, names[at])) > 3]
        at = dice.choices(own, [len(names[at]) for at in own])[0]
        names[at] = mistyped(names[at])
    tags.append(f"{edits} edits")
    parts = [names[0], f"{names[1]} {number}".strip()]
    if dice.random() < 0.2:
        tags.append("order")
        parts.reverse()
    text = " ".join(filter(None, parts))
    if dice.random() < 0.4:
        tags.append("plain")
        text = text.translate(PLAIN)
    return text, tags


with open(pathlib.Path(run).parent / "../../../data/sample/adresy.csv", encoding="utf-8") as file:
    base = [row for row in csv.DictReader(file) if row["gml_id"]]
known = {row["gml_id"]: row for row in base}
asked = [(row, *noisy(row)) for row in (dice.choice(base) for _ in range(QUERIES))]


def names_of(row, tags):
    """What a text says of an address: addresses that are alike in this are equally right."""
    kept = ("Ulica", "Nr porządkowy") if "no locality" in tags else ("Miejscowość", "Ulica", "Nr porządkowy")
    return tuple(row[name].lower() for name in kept)


client = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
found, kinds, first, five, hard = [], [], 0, 0, []
for row, text, tags in asked:
    client.request("GET", "/check?q=" + urllib.parse.quote_plus(text))
    answer = client.getresponse()
    body = json.loads(answer.read())
    shown = body["answers"] + body["alternatives"] if answer.status == 200 else []
    assert answer.status in (200, 404), (text, answer.status, body)
    ids = [one["address_id"] for one in shown]
    found.append(ids[0] if ids else "")
    kinds.append(body.get("match", "none"))
    assert kinds[-1] != "hint" or not body["answers"], (text, body)
    right = [at for at, id in enumerate(ids[:5]) if id in known and names_of(known[id], tags) == names_of(row, tags)]
    first += bool(right) and right[0] == 0
    five += bool(right)
    if not right or right[0] > 0:
        hard.append((text, tags, row, [one["address"] for one in shown[:3]], body.get("detail", "")))

lista, wynik = work / "zapytania.csv", work / "odpowiedzi.csv"
with open(lista, "w", encoding="utf-8", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["adres"])
    writer.writerows([text] for _, text, _ in asked)
subprocess.run([program, "check", run, "--batch", lista, "--out", wynik, "--force", "--quiet"], check=True)
with open(wynik, encoding="utf-8") as file:
    listed = list(csv.DictReader(file))
assert len(listed) == QUERIES
for (row, text, _), id, kind, line in zip(asked, found, kinds, listed, strict=True):
    # A row that fits several equally names the first without its identifier.
    if line["address_id"]:
        assert line["address_id"] == id, (text, id, line["address_id"])
    elif line["match"] == "ambiguous":
        own = known.get(id)
        assert own is None or own["Nr porządkowy"] in line["matched_address"], (text, id, line["matched_address"])
    else:
        # A hint is no answer; where nothing comes near there is none either.
        assert line["match"] == ("hint" if kind == "hint" else "none"), (text, line["match"], kind)
        assert bool(line["match_hint"]) == (kind == "hint"), (text, line)
        assert not any(line[name] for name in line if name.endswith(("_today", "_with_plans"))), (text, line)

for text, tags, row, names, detail in hard:
    print(f"  hard: {text!r} ({', '.join(tags)}): meant {row['Miejscowość']}, {row['Ulica']} {row['Nr porządkowy']}; "
          f"got {'; '.join(names) or detail}")
shares = first / QUERIES * 100, five / QUERIES * 100
print(f"{QUERIES} texts: the right address first {shares[0]:.2f} %, among the first five {shares[1]:.2f} %; "
      "check --batch finds the same")
assert shares[0] >= FIRST and shares[1] >= FIVE, shares
