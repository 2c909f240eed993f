//! Which gminas are meant: codes of gminas, powiats and voivodeships, and those in none.

use super::GminaCode;

/// Stands for addresses in no gmina among codes.
pub const NONE: &str = "none";

/// Gminas that codes of two, four, six or seven digits name, and with [`NONE`] what lies in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    codes: Vec<String>,
    with_none: bool,
}

fn names(code: &str, gmina: GminaCode, kind: Option<u8>) -> bool {
    let digits = code.get(..6).filter(|_| code.len() == 7).unwrap_or(code);
    // A seventh digit must be that of the gmina or of one of its parts.
    let stated = code.get(6..).and_then(|kind| kind.parse::<u8>().ok());
    let has_kind = match (stated, kind) {
        (Some(stated), Some(kind)) => stated == kind || (kind == 3 && (stated == 4 || stated == 5)),
        _ => true,
    };
    [2, 4, 6].contains(&digits.len()) && has_kind && gmina.to_string().starts_with(digits)
}

impl Selection {
    /// What codes name, as they were given.
    pub fn new(given: &[String]) -> Self {
        let (none, mut codes): (Vec<String>, Vec<String>) =
            given.iter().cloned().partition(|code| code == NONE);
        codes.sort();
        codes.dedup();
        Self { codes, with_none: !none.is_empty() }
    }

    /// The codes, sorted, those of digits first.
    pub fn codes(&self) -> Vec<String> {
        let none = self.with_none.then(|| NONE.to_owned());
        self.codes.iter().cloned().chain(none).collect()
    }

    /// Whether a gmina is meant; `kind` is its digit, where known.
    pub fn has(&self, gmina: GminaCode, kind: Option<u8>) -> bool {
        self.codes.iter().any(|code| names(code, gmina, kind))
    }

    /// Whether a gmina is meant, or what lies in none.
    pub fn holds(&self, gmina: Option<GminaCode>, kind: Option<u8>) -> bool {
        gmina.map_or(self.with_none, |gmina| self.has(gmina, kind))
    }

    /// Whether what lies in no gmina is meant.
    pub const fn has_none(&self) -> bool {
        self.with_none
    }

    /// The first code that names none of some gminas.
    pub fn unknown(&self, gminas: &[(GminaCode, Option<u8>)]) -> Option<&str> {
        let is_known = |code: &str| gminas.iter().any(|(gmina, kind)| names(code, *gmina, *kind));
        self.codes.iter().map(String::as_str).find(|code| !is_known(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_every_level_name_gminas() {
        let gmina = |number| GminaCode::from_number(number).expect("six digits");
        let of = |codes: &[&str]| {
            Selection::new(&codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>())
        };
        for (code, named) in [
            ("24", true),
            ("2401", true),
            ("240103", true),
            ("2401033", true),
            ("2401034", true),
            ("2401031", false),
            ("240", false),
            ("14", false),
            ("", false),
        ] {
            assert_eq!(of(&[code]).has(gmina(240_103), Some(3)), named, "{code}");
        }
        let both = of(&["none", "24", "0201", "24"]);
        assert_eq!(both.codes(), ["0201", "24", "none"]);
        assert!(both.has_none() && both.has(gmina(20_101), None));
        assert_eq!(both.unknown(&[(gmina(240_103), None)]), Some("0201"));
    }
}
