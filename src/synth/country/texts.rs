//! The text files that both forms of the country have: localities, streets, plans, schools.

use std::collections::BTreeSet;

use super::defects::Defect;
use super::model::{Gmina, Plan, SiteKind};
use super::names;
use super::part::{Country, File, Part};
use super::units::{Kind, Unit, Units};

pub(super) const TERYT_DAY: &str = "2026-01-01";
pub(super) const SIMC_HEAD: &str =
    "\u{feff}WOJ;POW;GMI;RODZ_GMI;RM;MZ;NAZWA;SYM;SYMPOD;STAN_NA\r\n";
pub(super) const ULIC_HEAD: &str =
    "\u{feff}WOJ;POW;GMI;RODZ_GMI;SYM;SYM_UL;CECHA;NAZWA_1;NAZWA_2;STAN_NA\r\n";
pub(super) const RSPO_HEAD: &str = "\u{feff}Numer RSPO;Typ;Nazwa;Ulica;Numer budynku;\
     Numer lokalu;Miejscowość;Kod terytorialny ulica;Kod terytorialny miejscowosc;\
     Kod terytorialny gmina;Publiczność status;Data założenia;Data likwidacji\r\n";
pub(super) const CONTRACTS_HEAD: &str = "contract_id,programme,operator,address_id,technology,\
     down_mbps,up_mbps,due,status,status_date,terminated_on,termination_reason\n";
pub(super) const CORRECTIONS_HEAD: &str = "id,address_id,field,old,new,reason,author_role,date\n";
/// No digits.
pub(super) const BAD_TERC: &str = "98X1014";
pub(super) const NOTICES_HEAD: &str = "id,address_id,submitted_on,down_mbps,up_mbps,status\n";

/// TERC in the official layout, with its blank last line.
pub(super) fn terc(units: &Units) -> String {
    let unit = |code: &str, kind: &str, name: &str, what: &str| {
        let part = |from: usize| code.get(from..from + 2).unwrap_or_default().to_owned();
        let (woj, powiat, gmina) = (part(0), part(2), part(4));
        format!("{woj};{powiat};{gmina};{kind};{name};{what};{TERYT_DAY}\r\n")
    };
    let mut text = "\u{feff}WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA\r\n".to_owned();
    for (number, name) in names::VOIVODESHIPS.iter().take(units.n_voivodeships).enumerate() {
        text += &unit(&format!("{:02}", 2 * (number + 1)), "", name, "województwo");
    }
    for (code, name) in &units.powiats {
        text += &unit(code, "", name, "powiat");
    }
    for gmina in &units.gminas {
        let (code, name) = (&gmina.code, &gmina.name);
        text += &unit(code, &gmina.kind.digit().to_string(), name, gmina.kind.words());
        if gmina.kind == Kind::Mixed {
            text += &unit(code, "4", name, "miasto");
            text += &unit(code, "5", name, "obszar wiejski");
        }
    }
    text + "\r\n"
}

fn divided(unit: &Unit, is_town: bool) -> String {
    let code = unit.part(is_town);
    format!("{};{};{};{}", &code[..2], &code[2..4], &code[4..6], &code[6..])
}

/// Localities and streets of a gmina.
pub(super) fn places(unit: &Unit, gmina: &Gmina, part: &mut Part) {
    for place in &gmina.settled.places {
        let (code, kind) = (divided(unit, place.is_town), if place.is_town { "96" } else { "01" });
        let (name, simc) = (&place.name, &place.simc);
        part.text(File::Simc)
            .push(&format!("{code};{kind};1;{name};{simc};{simc};{TERYT_DAY}\r\n"));
        let roads = &gmina.settled.roads[place.roads.clone()];
        let with_houses = roads.iter().filter(|road| !road.addresses.is_empty());
        let streets: BTreeSet<usize> = with_houses.filter_map(|road| road.street).collect();
        for street in streets {
            let (ulic, kind, name) = names::street(street);
            let line = format!("{code};{simc};{ulic};{kind};{name};;{TERYT_DAY}\r\n");
            part.text(File::Ulic).push(&line);
        }
    }
}

/// TERC of the part, locality, SIMC, street, ULIC (empty without one) and number of an address.
pub(super) struct Where {
    pub(super) terc: String,
    pub(super) locality: String,
    pub(super) simc: String,
    pub(super) street: String,
    pub(super) ulic: String,
    pub(super) number: String,
}

pub(super) fn whereabouts(unit: &Unit, gmina: &Gmina, address: usize) -> Where {
    let subject = &gmina.settled.addresses[address];
    let place = &gmina.settled.places[subject.place];
    let street = gmina.settled.roads[subject.road].street.map(names::street);
    let (ulic, kind, name) = street.unwrap_or_default();
    Where {
        terc: unit.part(place.is_town),
        locality: place.name.clone(),
        simc: place.simc.clone(),
        street: if name.is_empty() { name } else { format!("{kind} {name}") },
        ulic,
        number: subject.number.clone(),
    }
}

/// A record of a comma-separated file, quoted where RFC 4180 asks for it.
pub(super) fn csv_line(fields: &[&str]) -> String {
    let quoted: Vec<String> = fields
        .iter()
        .map(|field| {
            if field.contains([',', '"', '\n']) {
                format!("\"{}\"", field.replace('"', "\"\""))
            } else {
                (*field).to_owned()
            }
        })
        .collect();
    quoted.join(",") + "\n"
}

/// Plans of a gmina in the files of their operators: each project before its addresses.
pub(super) fn plans(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    let mut project = "";
    for plan in &gmina.plans {
        let file = File::Plans(plan.operator);
        if plan.project != project {
            project = &plan.project;
            let due = if plan.defect == Some(Defect::BadDate) { "2027-02-30" } else { plan.due };
            let (down, up) = (plan.down, plan.up);
            let line = format!(
                "PI,{project},{due},światłowodowe,NIE,TAK,{down},{up},plany@operator.example,\n"
            );
            part.text(file).push(&line);
            if plan.defect == Some(Defect::DuplicatePlan) {
                part.text(file).push(&line);
                let row = part.text(file).n_lines;
                part.note(Defect::DuplicatePlan, file, row, String::new());
            }
        }
        let line = planned(country, unit, gmina, plan);
        part.text(file).push(&line);
        if let Some(defect) = plan.defect.filter(|defect| *defect != Defect::DuplicatePlan) {
            let row = part.text(file).n_lines;
            part.note(defect, file, row, country.id(unit, plan.address));
        }
    }
}

fn planned(country: &Country<'_>, unit: &Unit, gmina: &Gmina, plan: &Plan) -> String {
    let place = whereabouts(unit, gmina, plan.address);
    let at = country.projection.lon_lat(gmina.settled.addresses[plan.address].at.metres());
    let is_unknown = plan.defect == Some(Defect::UnknownPlan);
    csv_line(&[
        "AI",
        &format!("AI-{}", country.id(unit, plan.address)),
        if is_unknown { "NIEZNANY-PROJEKT" } else { &plan.project },
        "planowane",
        &place.terc,
        &place.locality,
        &place.simc,
        &place.street,
        if place.ulic.is_empty() { "99999" } else { &place.ulic },
        &place.number,
        &format!("{:.6}", at.lat),
        &format!("{:.6}", at.lon),
    ])
}

/// Contracts for public money, and notices of demand.
pub(super) fn promises(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    for contract in &gmina.contracts {
        let ended = contract.terminated_on;
        let line = csv_line(&[
            &contract.id,
            "KPO C1.1.1",
            &country.operators[usize::from(contract.operator)].number,
            &country.id(unit, contract.address),
            "XGSPON",
            "300",
            "100",
            contract.due,
            contract.status,
            "2026-06-30",
            ended,
            if ended.is_empty() { "" } else { "rozwiązanie przez beneficjenta" },
        ]);
        part.text(File::Contracts).push(&line);
    }
    for notice in &gmina.notices {
        let is_unknown = notice.defect == Some(Defect::RowWithoutAddress);
        let id = country.id(unit, if is_unknown { 99_998 } else { notice.address });
        let number = part.text(File::Notices).n_lines + 1;
        let name = format!("Z-{}-{number}", unit.code);
        let is_odd = notice.defect == Some(Defect::IgnoredValue);
        let down = if is_odd { "dużo" } else { "100" };
        part.text(File::Notices).push(&csv_line(&[&name, &id, "2026-05-15", down, "20", "new"]));
        if let Some(defect) = notice.defect {
            part.note(defect, File::Notices, number, id);
        }
    }
}

/// House number as the address base has it: another where a correction mends it.
pub(super) fn number_of_base(gmina: &Gmina, address: usize) -> String {
    let number = &gmina.settled.addresses[address].number;
    let mut mended = gmina.corrections.iter().filter(|row| row.defect.is_none());
    if mended.any(|row| row.address == address) { format!("{number}/KOR") } else { number.clone() }
}

/// Corrections of house numbers; one that is refused names a number that the base does not have,
/// one that is no row a day that is none.
pub(super) fn corrections(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    for (number, row) in (1..).zip(&gmina.corrections) {
        let id = country.id(unit, row.address);
        let (right, held) =
            (&gmina.settled.addresses[row.address].number, number_of_base(gmina, row.address));
        let is_refused = row.defect == Some(Defect::CorrectionRefused);
        let is_dayless = row.defect == Some(Defect::BadValue);
        let line = csv_line(&[
            &format!("K-{}-{number}", unit.code),
            &id,
            "number",
            if is_refused { "9999ZZ" } else { &held },
            right,
            "zawiadomienie o ustaleniu numeru",
            "address_register",
            if is_dayless { "wczoraj" } else { "2026-05-04" },
        ]);
        part.text(File::Corrections).push(&line);
        if let Some(defect) = row.defect {
            part.note(defect, File::Corrections, number, id);
        }
    }
}

/// Schools as RSPO has them.
pub(super) fn schools(country: &Country<'_>, unit: &Unit, gmina: &Gmina, part: &mut Part) {
    let sites = gmina.sites.iter().filter(|site| site.kind.is_educational());
    for (number, site) in sites.enumerate() {
        let number = 100_000 + gmina.index * 120 + number;
        let place = whereabouts(unit, gmina, site.address);
        let kind = if site.kind == SiteKind::School { "Szkoła podstawowa" } else { "Przedszkole" };
        let closed = if site.defect == Some(Defect::ClosedInstitution) { "2024-08-31" } else { "" };
        let fields = [
            &number.to_string(),
            kind,
            &site.name,
            &place.street,
            &place.number,
            "",
            &place.locality,
            &place.ulic,
            &place.simc,
            &unit.terc(),
            "publiczna",
            "1999-09-01",
            closed,
        ];
        part.text(File::Schools).push(&(fields.join(";") + "\r\n"));
        if let Some(defect) = site.defect {
            let row = part.text(File::Schools).n_lines;
            part.note(defect, File::Schools, row, country.id(unit, site.address));
        }
    }
}
