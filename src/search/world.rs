//! The addresses of a world, to be found by text.

use std::collections::BTreeMap;

use super::{Builder, SearchIndex};
use crate::model::World;

impl SearchIndex {
    /// Indexes the addresses of a world by their positions, with the names of localities, streets,
    /// gminas and the units above them as far as its registers have them.
    pub fn of(world: &World) -> Self {
        let mut builder = Builder::default();
        let nowhere = builder.gmina("", "", "", "");
        let mut gminas = BTreeMap::new();
        for gmina in world.gminas.iter() {
            let code = gmina.code.to_string();
            let [powiat, voivodeship] = [4, 2].map(|digits| world.unit_name(&code[..digits]));
            gminas.insert(gmina.code, builder.gmina(&code, &gmina.name, powiat, voivodeship));
        }
        // Neighbours in the list share their locality and street.
        let mut last = None;
        for (position, address) in (0_u32..).zip(&world.addresses) {
            let key = (address.gmina, address.simc, address.ulic);
            let (locality, street) = match last {
                Some((known, places)) if known == key => places,
                _ => {
                    let gmina = address.gmina.and_then(|code| gminas.get(&code)).copied();
                    let simc = address.simc.map_or(0, |simc| simc.number());
                    let name = world.locality_of(position as usize);
                    let locality = builder.locality(simc, name, gmina.unwrap_or(nowhere), None);
                    let name = world.street_of(position as usize);
                    (locality, address.ulic.map(|ulic| builder.street(ulic.number(), name)))
                }
            };
            last = Some((key, (locality, street)));
            let number = builder.number(world.texts.get(address.number));
            builder.push(position, locality, street, number);
        }
        builder.finish()
    }
}
