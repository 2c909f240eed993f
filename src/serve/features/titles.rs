//! Titles of the collections, and what they hold.

use super::rows::Kind;
use crate::publish::Language;

impl Kind {
    /// Its title and what it holds.
    pub fn titles(self, language: Language) -> (&'static str, &'static str) {
        let [polish, english] = self.both();
        match language {
            Language::Polish => polish,
            Language::English => english,
        }
    }

    /// In Polish and in English.
    const fn both(self) -> [(&'static str, &'static str); 2] {
        match self {
            Self::Addresses => [
                ("Adresy", "Punkty adresowe ze statusem w każdym profilu i czasie."),
                ("Addresses", "Address points with their status in each profile and tense."),
            ],
            Self::Gminas => [
                ("Gminy", "Obrysy gmin i liczby adresów według statusu."),
                ("Gminas", "Boundaries of gminas and counts of addresses by status."),
            ],
            Self::Localities => [
                ("Miejscowości", "Liczby adresów według statusu; punkt to środek adresów."),
                (
                    "Localities",
                    "Counts of addresses by status; the point is the middle of the addresses.",
                ),
            ],
            Self::Clusters => [
                ("Skupiska", "Skupiska adresów białych w pierwszym profilu dziś; obrys wypukły."),
                (
                    "Clusters",
                    "Clusters of addresses that are white in the first profile today; convex hulls.",
                ),
            ],
            Self::Buildings => [
                ("Obiekty publiczne", "Jednostki publiczne w budynkach."),
                ("Public buildings", "Public institutions in buildings."),
            ],
            Self::Nodes => [
                ("Węzły", "Węzły sieci, do których można przyłączać."),
                ("Nodes", "Nodes of networks to which one can connect."),
            ],
            Self::Register(0) => [
                ("Obszary zasięgu", "Obszary, w których operatorzy deklarują zasięg sieci."),
                ("Coverage areas", "Areas in which operators declare that their networks reach."),
            ],
            Self::Register(1) => [
                (
                    "Plany publiczne",
                    "Adresy z umów finansowanych ze środków publicznych, ze stanem.",
                ),
                ("Public plans", "Addresses of publicly funded contracts, with their state."),
            ],
            Self::Register(_) => [
                (
                    "Stacje bazowe",
                    "Stacje bazowe sieci ruchomych; jedna stacja ma zwykle wiele komórek.",
                ),
                (
                    "Base stations",
                    "Base stations of mobile networks; a station most often has many cells.",
                ),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_collection_has_its_titles_in_both_languages() {
        for kind in Kind::ALL {
            let (polish, english) = (kind.titles(Language::Polish), kind.titles(Language::English));
            assert!(polish.0 != english.0 && polish.1 != english.1, "{kind:?}");
        }
        assert_eq!(Kind::Register(1).id(), "public-plans");
        assert_eq!(Kind::Register(1).titles(Language::English).0, "Public plans");
        assert_eq!(Kind::Addresses.titles(Language::English).0, "Addresses");
    }
}
