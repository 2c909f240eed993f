//! An address point of either model, from its texts to a row.

use chrono::NaiveDate;

use super::links::{self, Code};
use super::{Model, Tally};
use crate::model::{IssueCode, Origin};
use crate::place::{Pl1992, Restored, SimcId, TercCode, UlicId};
use crate::sources::AddressRow;
use crate::sources::teryt::taken;

/// Texts of an address point; the buffers serve one point after another.
#[derive(Default)]
pub(super) struct Point {
    pub(super) id: String,
    pub(super) number: String,
    /// Two numbers with white space between them.
    pub(super) position: String,
    /// Its `srsName`.
    pub(super) system: String,
    /// 2012: `istniejacy` and others.
    pub(super) status: String,
    /// The day from which the version is none any more, first of the two that a record may state.
    pub(super) ended: String,
    pub(super) valid_to: String,
    /// Identifiers that the point links to; in the 2012 model `locality` and `street` are names.
    pub(super) locality: String,
    pub(super) street: String,
    /// Units, localities and streets that a point of the 2012 model links to.
    components: Vec<String>,
    n_components: usize,
}

/// Where a point is by what it links to.
pub(super) struct Place<'a> {
    pub(super) terc: &'a Code<TercCode>,
    pub(super) simc: &'a Code<SimcId>,
    pub(super) locality: &'a str,
    pub(super) ulic: &'a Code<UlicId>,
    pub(super) street: &'a str,
    /// What was not found, for people.
    pub(super) missing: Vec<String>,
}

impl Place<'_> {
    /// A place of which nothing is known.
    pub(super) const fn unknown() -> Self {
        Self {
            terc: &Ok(None),
            simc: &Ok(None),
            locality: "",
            ulic: &Ok(None),
            street: "",
            missing: Vec::new(),
        }
    }
}

impl Point {
    /// Makes ready for the next point.
    pub(super) fn clear(&mut self) {
        let Self {
            id,
            number,
            position,
            system,
            status,
            ended,
            valid_to,
            locality,
            street,
            components: _,
            n_components,
        } = self;
        for text in [id, number, position, system, status, ended, valid_to, locality, street] {
            text.clear();
        }
        *n_components = 0;
    }

    /// Adds a link of the 2012 model.
    pub(super) fn link(&mut self, id: &str) {
        if self.n_components == self.components.len() {
            self.components.push(String::new());
        }
        id.clone_into(&mut self.components[self.n_components]);
        self.n_components += 1;
    }

    /// Links of the 2012 model.
    pub(super) fn components(&self) -> &[String] {
        &self.components[..self.n_components]
    }

    /// The row of the point, whose `gml:id` stands in where it has no identifier of its own;
    /// `None` where it is rejected or has ended by `as_of`.
    pub(super) fn row(
        &self,
        (model, gml_id): (Model, &str),
        place: &Place<'_>,
        as_of: NaiveDate,
        tally: &mut Tally,
    ) -> Option<AddressRow> {
        let origin = tally.next_row();
        let mut note = |code, detail: String| {
            let terc = place.terc.as_ref().ok().copied().flatten();
            let gmina = terc.map(|terc| terc.code.whole_gmina());
            tally.note(code, origin, gmina, detail);
        };
        for end in [&self.ended, &self.valid_to].into_iter().filter(|end| !end.is_empty()) {
            match links::day(end) {
                Some(day) if day > as_of => {}
                Some(day) => {
                    note(IssueCode::EndedAddress, day.to_string());
                    return None;
                }
                None => {
                    note(IssueCode::BadDate, end.clone());
                    return None;
                }
            }
        }
        if self.number.is_empty() {
            note(IssueCode::MissingValue, "numerPorzadkowy".to_owned());
            return None;
        }
        let (terc, simc, ulic) = match (place.terc, place.simc, place.ulic) {
            (Ok(terc), Ok(simc), Ok(ulic)) => (*terc, *simc, *ulic),
            (Err(error), _, _) | (_, Err(error), _) | (_, _, Err(error)) => {
                note(IssueCode::BadCode, error.to_string());
                return None;
            }
        };
        for missing in &place.missing {
            note(IssueCode::DanglingLink, missing.clone());
        }
        // Both structures number buildings that stand, are being built and are planned; only the
        // one of 2012 says which, so all are kept alike and these are marked.
        if !self.status.is_empty() && self.status != "istniejacy" {
            note(IssueCode::PlannedAddress, self.status.clone());
        }
        let texts = [&*self.number, place.street, place.locality];
        for text in texts.into_iter().filter(|text| text.contains(char::REPLACEMENT_CHARACTER)) {
            note(IssueCode::DamagedText, text.to_owned());
        }
        let position = match self.point(model) {
            Ok(position) => Some(position),
            Err((code, detail)) => {
                note(code, detail);
                None
            }
        };
        Some(AddressRow {
            origin,
            id: if self.id.is_empty() { gml_id } else { &self.id }.to_owned(),
            terc: code(terc, tally, origin, "TERC"),
            simc: code(simc, tally, origin, "SIMC"),
            locality: place.locality.to_owned(),
            ulic: code(ulic, tally, origin, "ULIC"),
            street: place.street.to_owned(),
            number: self.number.clone(),
            position,
        })
    }

    /// The position, or why there is none.
    fn point(&self, model: Model) -> Result<Pl1992, (IssueCode, String)> {
        if self.position.is_empty() {
            return Err((IssueCode::MissingCoordinates, String::new()));
        }
        let bad = |detail: &str| (IssueCode::BadCoordinate, detail.to_owned());
        let northing_first =
            northing_first(&self.system, model).ok_or_else(|| bad(&self.system))?;
        let mut numbers = self.position.split_whitespace().map(str::parse::<f64>);
        let (Some(Ok(first)), Some(Ok(second))) = (numbers.next(), numbers.next()) else {
            return Err(bad(&self.position));
        };
        if !(first.is_finite() && second.is_finite()) {
            return Err(bad(&self.position));
        }
        let (easting, northing) = if northing_first { (second, first) } else { (first, second) };
        Pl1992::from_metres(easting, northing)
            .filter(|point| point.near_poland())
            .ok_or_else(|| (IssueCode::OutsidePoland, format!("{easting}, {northing}")))
    }
}

/// Whether coordinates of a system stand northing first; `None` where it is not EPSG:2180.
///
/// OGC names of a system (`urn:ogc:def:crs:EPSG::2180`, `http://www.opengis.net/def/crs/…`) mean
/// the order of its registry, which is northing first; GUGiK's files of 2021 write the short name
/// and easting first. Where no system is stated, the model's files tell. Whether that is right is
/// proved against the outlines of gminas in `matching`.
fn northing_first(system: &str, model: Model) -> Option<bool> {
    if system.is_empty() {
        return Some(model == Model::Of2012);
    }
    let (authority, code) = system.rsplit_once([':', '/', '#'])?;
    let is_epsg = authority.to_ascii_lowercase().contains("epsg");
    let is_short = authority.eq_ignore_ascii_case("EPSG");
    (is_epsg && code == "2180").then_some(!is_short)
}

fn code<T: Copy>(
    parsed: Option<Restored<T>>,
    tally: &mut Tally,
    origin: Origin,
    field: &'static str,
) -> Option<T> {
    parsed.map(|parsed| taken(parsed, tally, origin, field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_system_tells_the_order_of_the_axes() {
        let both = |system| [Model::Of2012, Model::Of2021].map(|m| northing_first(system, m));
        let ogc = [
            "urn:ogc:def:crs:EPSG::2180",
            "urn:ogc:def:crs:EPSG:9.6:2180",
            "http://www.opengis.net/def/crs/EPSG/0/2180",
            "http://www.opengis.net/gml/srs/epsg.xml#2180",
        ];
        for system in ogc {
            assert_eq!(both(system), [Some(true); 2], "{system}");
        }
        assert_eq!(both("EPSG:2180"), [Some(false); 2]);
        assert_eq!(both(""), [Some(true), Some(false)]);
        for system in ["EPSG:4326", "urn:ogc:def:crs:EPSG::4326", "PL-1992", "ESRI:2180"] {
            assert_eq!(both(system), [None; 2], "{system}");
        }
    }
}
