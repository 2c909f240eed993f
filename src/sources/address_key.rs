//! An address as the registers name it that tell something of addresses.

use super::Tally;
use crate::model::{IssueCode, Origin};
use crate::place::{GminaCode, SimcId, TercCode, TercWidth, UlicId};

/// An address as other registers name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressKey {
    /// Gmina; `None` where the text is no code.
    pub gmina: Option<GminaCode>,
    /// Locality; `None` where the text is no code.
    pub simc: Option<SimcId>,
    /// Street; `Ok(None)` where there is none, `Err` where the text is no code.
    pub ulic: Result<Option<UlicId>, ()>,
    /// House number as written.
    pub number: String,
    /// What the row calls the places whose codes it lacks.
    pub names: Option<Box<PlaceNames>>,
}

/// Names of a locality and a street; empty where the row has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlaceNames {
    /// The locality.
    pub locality: String,
    /// The street.
    pub street: String,
}

/// The texts of an address.
pub(super) struct Written<'a> {
    pub(super) terc: &'a str,
    pub(super) width: TercWidth,
    pub(super) simc: &'a str,
    pub(super) ulic: &'a str,
    pub(super) number: &'a str,
}

impl AddressKey {
    /// The key of no address at all.
    pub const fn empty() -> Self {
        Self { gmina: None, simc: None, ulic: Ok(None), number: String::new(), names: None }
    }

    /// The key that texts give, and the codes whose zeros were put back. A text that is no code
    /// leaves its part unknown, so that the ladder says which part it could not find.
    pub(super) fn of(written: &Written<'_>) -> (Self, Vec<&'static str>) {
        let terc = TercCode::parse(written.terc, written.width).ok();
        let simc = SimcId::parse(written.simc).ok();
        let ulic = UlicId::parse(written.ulic);
        let restored = [
            (terc.is_some_and(|code| code.restored), "TERC"),
            (simc.is_some_and(|code| code.restored), "SIMC"),
            (matches!(ulic, Ok(Some(code)) if code.restored), "ULIC"),
        ];
        let restored = restored.into_iter().filter(|(is, _)| *is).map(|(_, name)| name);
        let key = Self {
            gmina: terc.map(|terc| terc.code.whole_gmina()),
            simc: simc.map(|simc| simc.code),
            ulic: ulic.map(|ulic| ulic.map(|ulic| ulic.code)).map_err(drop),
            number: written.number.to_owned(),
            names: None,
        };
        (key, restored.collect())
    }

    /// The same, with the zeros noted.
    pub(super) fn noted(written: &Written<'_>, origin: Origin, tally: &mut Tally) -> Self {
        let (key, restored) = Self::of(written);
        if !restored.is_empty() {
            tally.note(IssueCode::RestoredZeros, origin, key.gmina, restored.join(", "));
        }
        key
    }

    /// The key with names for the codes that it lacks; a street that has a name and no code is
    /// unknown, not absent.
    pub(super) fn with_names(mut self, written: &Written<'_>, names: PlaceNames) -> Self {
        if written.ulic.is_empty() && !names.street.is_empty() {
            self.ulic = Err(());
        }
        let lacks_locality = self.simc.is_none() && !names.locality.is_empty();
        let lacks_street = self.ulic.is_err() && !names.street.is_empty();
        if lacks_locality || lacks_street {
            self.names = Some(Box::new(names));
        }
        self
    }

    /// Whether it names more than a gmina.
    pub const fn names_place(&self) -> bool {
        self.simc.is_some()
            || matches!(self.ulic, Ok(Some(_)))
            || !self.number.is_empty()
            || self.names.is_some()
    }
}
