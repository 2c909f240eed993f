//! The map of variants: which way of serving a planned address each of them takes.

use super::drawings::counted;
use super::map::{Layer, Map, Symbol, Way, draw};
use super::places::names_of;
use crate::place::Pl1992;
use crate::planning::{Appraisal, Variant, VariantKind};
use crate::publish::plan::PlanInput;

/// What the variants do with an address, the first that holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Served {
    /// Radio is cheaper than fibre.
    Cheaper,
    /// An existing station could serve it.
    Existing,
    /// Only a new station could.
    New,
    /// Fibre alone.
    Fibre,
}

/// Which way each lead of the plan goes.
fn ways(variants: &[Variant], n_leads: usize) -> Vec<Served> {
    let mut ways = vec![Served::Fibre; n_leads];
    let order = [
        (VariantKind::NewRadio, Served::New),
        (VariantKind::Radio, Served::Existing),
        (VariantKind::FibreAndRadio, Served::Cheaper),
    ];
    for (kind, way) in order {
        for variant in variants.iter().filter(|variant| variant.kind == kind) {
            for lead in &variant.radio_leads {
                ways[*lead as usize] = way;
            }
        }
    }
    ways
}

/// Draws it for the first gmina of a plan; nothing where radio serves nobody in any variant.
pub fn draw_variants(input: &PlanInput<'_>, appraisal: &Appraisal) -> Option<String> {
    if appraisal.variants.iter().all(|variant| variant.radio_leads.is_empty()) {
        return None;
    }
    let gmina = *input.gminas.first()?;
    let ways = ways(&appraisal.variants, input.design.leads.len());
    let leads = || input.design.leads.iter().zip(&ways);
    let place = |address: u32| input.world.addresses[address as usize].position;
    let on = |wanted: Served| -> Vec<Pl1992> {
        let found = leads().filter(|(_, way)| **way == wanted);
        found.filter_map(|(lead, _)| place(lead.address)).collect()
    };
    let served = |address: &u32| {
        input.design.leads.binary_search_by_key(address, |lead| lead.address).is_ok()
    };
    let white = input.ground.addresses.iter().filter(|address| (input.is_white)(**address));
    let outside = white.filter(|address| !served(address)).filter_map(|address| place(*address));
    let layer = |key: &str, colour, symbol, points| Layer {
        label: input.language.label("variant_map", key).to_owned(),
        colour,
        symbol,
        points,
    };
    let layers = vec![
        layer("outside", "#8b949e", Symbol::Diamond(3.0), outside.collect()),
        layer("fibre", "#123a5c", Symbol::Dot(4.2), on(Served::Fibre)),
        layer("new", "#009e73", Symbol::Wedge(3.2, Way::Up), on(Served::New)),
        layer("existing", "#e69f00", Symbol::Block(2.8), on(Served::Existing)),
        layer("cheaper", "#c2410c", Symbol::Ring(6.2), on(Served::Cheaper)),
    ];
    let names = names_of(input.language, input.world, gmina);
    let map = Map {
        alt: counted(input.language, &layers),
        id: "m10",
        layers,
        names: &names,
        numbers: Vec::new(),
    };
    draw(input.language, input.world, gmina, &map).map(|(svg, _)| svg)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planning::Bill;
    use crate::quantity::Grosze;

    fn variant(kind: VariantKind, radio_leads: &[u32]) -> Variant {
        Variant {
            kind,
            by_fibre: 0,
            by_radio: radio_leads.len() as u64,
            unserved: 0,
            households: None,
            stations: (None, 0),
            capex: Grosze(0),
            npv: Grosze(0),
            radio_bill: Bill::default(),
            radio_leads: radio_leads.to_vec(),
            keeps_threshold: true,
            is_known: true,
        }
    }

    #[test]
    fn an_address_goes_the_way_that_costs_least() {
        let variants = [
            variant(VariantKind::Fibre, &[]),
            variant(VariantKind::FibreAndRadio, &[1]),
            variant(VariantKind::Radio, &[1, 2]),
            variant(VariantKind::NewRadio, &[1, 2, 3]),
        ];
        let expected =
            [Served::Fibre, Served::Cheaper, Served::Existing, Served::New, Served::Fibre];
        assert_eq!(ways(&variants, 5), expected);
    }
}
