//! Localities and streets found by the names that people write where they have no codes.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{is_kind_of_street, words_without};
use crate::model::{self, Locality};
use crate::place::{GminaCode, SimcId, UlicId};
use crate::sources::AddressKey;

/// Kinds of streets that people leave out.
pub(super) const KINDS_LEFT_OUT: [&str; 5] = ["al", "pl", "os", "rondo", "skwer"];

/// Words of a text, sorted.
type Words = Vec<String>;

/// A street of a locality.
struct Street {
    ulic: UlicId,
    /// Its name with its kind; `ul.` is left out.
    words: Words,
    /// Without any kind.
    bare: Words,
}

/// Names of the localities and streets that have addresses.
#[derive(Default)]
pub(super) struct Gazetteer {
    localities: BTreeMap<Words, BTreeSet<(GminaCode, SimcId)>>,
    gminas: BTreeMap<SimcId, BTreeSet<GminaCode>>,
    names: BTreeMap<SimcId, BTreeSet<Words>>,
    streets: BTreeMap<SimcId, Vec<Street>>,
}

/// The words of a name.
fn words(name: &str) -> Words {
    words_without(name, &[])
}

impl Gazetteer {
    /// The names of places that have addresses.
    pub(super) fn of(localities: &[Locality], streets: &[model::Street]) -> Self {
        let mut names = Self::default();
        for locality in localities {
            names.add_locality(locality.gmina, locality.simc, &locality.name);
        }
        for street in streets {
            names.add_street(street.simc, street.ulic, &street.name);
        }
        names
    }

    /// Takes the name of a locality that has addresses.
    pub(super) fn add_locality(&mut self, gmina: GminaCode, simc: SimcId, name: &str) {
        self.gminas.entry(simc).or_default().insert(gmina);
        let words = words(name);
        if !words.is_empty() {
            self.names.entry(simc).or_default().insert(words.clone());
            self.localities.entry(words).or_default().insert((gmina, simc));
        }
    }

    /// Takes the name of a street that has addresses.
    pub(super) fn add_street(&mut self, simc: SimcId, ulic: UlicId, name: &str) {
        let street =
            Street { ulic, words: words(name), bare: words_without(name, &KINDS_LEFT_OUT) };
        self.streets.entry(simc).or_default().push(street);
    }

    /// The key with the codes that its names stand for, or the reason why one stands for none;
    /// what could be found is then in the key all the same. A locality in one gmina tells the
    /// gmina as well.
    pub(super) fn resolved(&self, mut key: AddressKey) -> (AddressKey, Option<String>) {
        let Some(names) = key.names.take() else {
            key.gmina = key.gmina.or_else(|| self.gmina_of(key.simc?));
            return (key, None);
        };
        if key.simc.is_none() && !names.locality.is_empty() {
            match self.locality(key.gmina, &names.locality) {
                Ok((gmina, simc)) => (key.gmina, key.simc) = (Some(gmina), Some(simc)),
                Err(reason) => return (key, Some(reason)),
            }
        }
        key.gmina = key.gmina.or_else(|| self.gmina_of(key.simc?));
        if let (Err(()), Some(simc), false) = (key.ulic, key.simc, names.street.is_empty()) {
            match self.street(simc, &names.street) {
                Ok(ulic) => key.ulic = Ok(ulic),
                Err(reason) => return (key, Some(reason)),
            }
        }
        (key, None)
    }

    /// The gmina of a locality that lies in one.
    fn gmina_of(&self, simc: SimcId) -> Option<GminaCode> {
        let gminas = self.gminas.get(&simc)?;
        gminas.first().copied().filter(|_| gminas.len() == 1)
    }

    fn locality(
        &self,
        gmina: Option<GminaCode>,
        name: &str,
    ) -> Result<(GminaCode, SimcId), String> {
        let named = self.localities.get(&words(name)).into_iter().flatten();
        let named: Vec<_> =
            named.filter(|(its, _)| gmina.is_none_or(|gmina| gmina == *its)).collect();
        match named[..] {
            [one] => Ok(*one),
            [] => Err(format!("no locality is called {name:?}")),
            _ => Err(format!("{} localities are called {name:?}", named.len())),
        }
    }

    /// The street of a name with its kind, else of one without: people often leave it out.
    fn street(&self, simc: SimcId, name: &str) -> Result<Option<UlicId>, String> {
        let (wanted, bare) = (words(name), words_without(name, &KINDS_LEFT_OUT));
        let streets = || self.streets.get(&simc).into_iter().flatten();
        let with_kind = streets().filter(|street| street.words == wanted);
        let mut named: BTreeSet<UlicId> = with_kind.map(|street| street.ulic).collect();
        if named.is_empty() || !is_kind_of_street(name) {
            let is_same = |street: &&Street| !bare.is_empty() && street.bare == bare;
            named.extend(streets().filter(is_same).map(|street| street.ulic));
        }
        let first = named.first().copied();
        match named.len() {
            1 => Ok(first),
            // Where there are no streets, people write the locality once more.
            0 if self.names.get(&simc).is_some_and(|names| names.contains(&wanted)) => Ok(None),
            0 => Err(format!("no street of the locality is called {name:?}")),
            several => Err(format!("{several} streets of the locality are called {name:?}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::PlaceNames;

    fn gmina(number: u32) -> GminaCode {
        GminaCode::from_number(number).expect("a code")
    }

    /// Łąkowo lies in both gminas and twice in the second, Borek in the first alone.
    fn gazetteer() -> Gazetteer {
        let mut names = Gazetteer::default();
        for (code, simc, name) in [
            (980_101, 1, "Borek"),
            (980_101, 2, "Łąkowo"),
            (980_102, 3, "Łąkowo"),
            (980_102, 4, "Łąkowo"),
        ] {
            names.add_locality(gmina(code), SimcId::from_number(simc), name);
        }
        for (ulic, name) in [
            (10, "ul. Marii Konopnickiej"),
            (11, "ul. Wolności"),
            (12, "pl. Wolności"),
            (13, "al. Lipowa"),
        ] {
            names.add_street(SimcId::from_number(1), UlicId::from_number(ulic), name);
        }
        names
    }

    #[test]
    fn a_name_that_several_localities_have_is_none() {
        let find = |code: Option<u32>, name: &str| {
            let key = AddressKey { gmina: code.map(gmina), ..AddressKey::empty() };
            let names = PlaceNames { locality: name.to_owned(), street: String::new() };
            let key = AddressKey { names: Some(Box::new(names)), ..key };
            let (key, reason) = gazetteer().resolved(key);
            assert_eq!(key.simc.is_none(), reason.is_some(), "{name}");
            key.gmina.zip(key.simc).map(|(gmina, simc)| (gmina.number(), simc.number()))
        };
        assert_eq!(find(None, "BOREK"), Some((980_101, 1)));
        assert_eq!(find(Some(980_102), "Borek"), None);
        assert_eq!(find(None, "Łąkowo"), None, "three of the name");
        assert_eq!(find(Some(980_101), "lakowo"), Some((980_101, 2)));
        assert_eq!(find(Some(980_102), "Łąkowo"), None, "two of the name");
        assert_eq!(find(None, "Brzeg"), None);
    }

    #[test]
    fn streets_are_told_apart_by_their_kind() {
        let names = gazetteer();
        let find = |name| names.street(SimcId::from_number(1), name).ok();
        let street = |number| Some(Some(UlicId::from_number(number)));
        assert_eq!(find("ulica Konopnickiej Marii"), street(10));
        assert_eq!(find("Konopnickiej"), None, "every word matters");
        assert_eq!(find("ul. Wolności"), street(11));
        assert_eq!(find("Plac Wolności"), street(12));
        assert_eq!(find("Wolności"), None, "a street or a square");
        assert_eq!(find("Lipowa"), street(13));
        assert_eq!(find("ul. Lipowa"), street(13), "there is no other");
        assert_eq!(find("Borek"), Some(None), "the locality once more");
        assert_eq!(find("ul."), None);
    }
}
