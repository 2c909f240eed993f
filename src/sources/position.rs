//! Where the rows of a table stand: which of their columns say so, and in which system.

use super::table::{Column, Row, Table};
use super::{InputOptions, Schema, SourceError, Tally};
use crate::model::{IssueCode, Origin};
use crate::place::{self, Crs, GminaCode, Pl1992, Wgs84};

/// Rows whose coordinates would lie in Poland only if they were swapped, at which a file is
/// refused: more than half of them.
const SWAPPED_SHARE: usize = 2;

/// In what the coordinates of a row are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// Longitude and latitude, WGS 84.
    Degrees,
    /// Easting and northing.
    Metres,
    /// Those of a geometry.
    Geometry,
}

/// Coordinates as a row has them.
type Written = (Unit, (f64, f64));

/// Systems of the coordinates that are not degrees; `None`: nobody states it.
#[derive(Clone, Default)]
struct Systems {
    metres: Option<Crs>,
    geometry: Option<Crs>,
}

/// Coordinates of the rows of one file, converted together once all are read.
pub(super) struct Coordinates {
    systems: Systems,
    points: Vec<Option<Written>>,
    rows: Vec<(Origin, Option<GminaCode>)>,
}

impl Coordinates {
    /// Coordinates of a register that has degrees alone.
    pub(super) fn degrees() -> Self {
        Self { systems: Systems::default(), points: Vec::new(), rows: Vec::new() }
    }

    /// Takes the texts of longitude and latitude.
    pub(super) fn push_degrees(
        &mut self,
        lon_lat: (&str, &str),
        origin: Origin,
        gmina: Option<GminaCode>,
        tally: &mut Tally,
    ) {
        self.push(Unit::Degrees, lon_lat, (origin, gmina), tally);
    }

    fn push(
        &mut self,
        unit: Unit,
        (x, y): (&str, &str),
        (origin, gmina): (Origin, Option<GminaCode>),
        tally: &mut Tally,
    ) {
        // Polish spreadsheets write a decimal comma.
        let number = |text: &str| text.replace(',', ".").parse::<f64>();
        let point = match (number(x), number(y)) {
            (Ok(x), Ok(y)) if x.is_finite() && y.is_finite() => Some((unit, (x, y))),
            _ => {
                let empty = x.is_empty() && y.is_empty();
                let code =
                    if empty { IssueCode::MissingCoordinates } else { IssueCode::BadCoordinate };
                tally.note(code, origin, gmina, format!("{x:?}, {y:?}"));
                None
            }
        };
        self.points.push(point);
        self.rows.push((origin, gmina));
    }

    /// Takes a row that has none.
    pub(super) fn push_none(&mut self, origin: Origin, gmina: Option<GminaCode>) {
        self.points.push(None);
        self.rows.push((origin, gmina));
    }

    /// Positions in EPSG:2180; points outside Poland are noted and dropped.
    ///
    /// # Errors
    /// When axes are exchanged, or coordinates have no known system.
    pub(super) fn finish(
        self,
        file: &str,
        tally: &mut Tally,
    ) -> Result<Vec<Option<Pl1992>>, SourceError> {
        let Self { systems, points, rows } = self;
        let mut positions = vec![None; points.len()];
        let systems = [
            (Unit::Degrees, Some(Crs::wgs84())),
            (Unit::Metres, systems.metres),
            (Unit::Geometry, systems.geometry),
        ];
        for (unit, crs) in systems {
            let of_unit = |(row, point): (usize, &Option<Written>)| {
                point.filter(|(found, _)| *found == unit).map(|(_, point)| (row, point))
            };
            let (at, known): (Vec<usize>, Vec<(f64, f64)>) =
                points.iter().enumerate().filter_map(of_unit).unzip();
            if known.is_empty() {
                continue;
            }
            let crs = crs.ok_or_else(|| SourceError::NoCrs { file: file.to_owned() })?;
            tally.coordinates_in(&crs);
            for (row, position) in at.into_iter().zip(convert(file, &known, &crs)?) {
                positions[row] = position;
            }
        }
        for ((position, point), (origin, gmina)) in positions.iter().zip(points).zip(rows) {
            if let (Some((_, (x, y))), None) = (point, position) {
                tally.note(IssueCode::OutsidePoland, origin, gmina, format!("{x}, {y}"));
            }
        }
        Ok(positions)
    }
}

/// Refuses a file most of whose rows lie in Poland only when their axes are exchanged.
pub(super) fn refuse_swapped(
    file: &str,
    points: impl Iterator<Item = Wgs84>,
) -> Result<(), SourceError> {
    let (mut swapped, mut rows) = (0, 0);
    for point in points {
        rows += 1;
        swapped += usize::from(!point.near_poland() && point.swapped().near_poland());
    }
    if swapped * SWAPPED_SHARE > rows {
        return Err(SourceError::SwappedAxes { file: file.to_owned(), swapped, rows });
    }
    Ok(())
}

/// Points of one system in EPSG:2180; `None` outside Poland.
fn convert(
    file: &str,
    points: &[(f64, f64)],
    crs: &Crs,
) -> Result<Vec<Option<Pl1992>>, SourceError> {
    if crs.is_wgs84() {
        refuse_swapped(file, points.iter().map(|(lon, lat)| Wgs84 { lon: *lon, lat: *lat }))?;
    }
    let converted = place::to_pl1992(points, crs)
        .map_err(|source| SourceError::Crs { file: file.to_owned(), source })?;
    let inside = |point: Option<Pl1992>| point.filter(|position| position.near_poland());
    Ok(converted.into_iter().map(inside).collect())
}

/// Where a table keeps its coordinates. Each row stands by what it fills:
///
/// 1. easting and northing, if the run file states their system;
/// 2. longitude and latitude, which are degrees whatever system the file has;
/// 3. easting and northing in the system of the file or of the register;
/// 4. its geometry.
///
/// A row that has coordinates in no known system refuses the file.
pub(super) struct TablePosition {
    easting_northing: (Column, Column),
    lon_lat: (Column, Column),
    has_geometries: bool,
    /// Whether the run file states the system.
    is_stated: bool,
    systems: Systems,
}

impl TablePosition {
    /// The columns of a table that its register describes, and their system: of the run file,
    /// else of the file, else of the register.
    ///
    /// # Errors
    /// When the register's own system cannot be used.
    pub(super) fn of(
        file: &str,
        table: &Table,
        schema: &Schema,
        options: &InputOptions,
    ) -> Result<Self, SourceError> {
        let column = |field: &str| {
            let is_described = schema.columns.iter().any(|column| column.field == field);
            if is_described { table.column(field) } else { Column::ABSENT }
        };
        let stated = options.crs.clone().or_else(|| table.crs.clone());
        let of_register = schema.crs.as_deref().filter(|_| stated.is_none());
        let of_register = of_register.map(Crs::parse).transpose();
        let of_register =
            of_register.map_err(|source| SourceError::Crs { file: file.to_owned(), source })?;
        let geometry = stated.or(of_register);
        // Without a word of the run file, metres are in no system of degrees.
        let is_stated = options.crs.is_some();
        let metres = geometry.clone().filter(|crs| is_stated || !crs.is_wgs84());
        Ok(Self {
            easting_northing: (column("easting"), column("northing")),
            lon_lat: (column("lon"), column("lat")),
            has_geometries: table.has_geometries(),
            is_stated,
            systems: Systems { metres, geometry },
        })
    }

    /// Whether the table has coordinates at all.
    pub(super) const fn is_present(&self) -> bool {
        self.has_geometries || self.lon_lat.0.is_present() || self.easting_northing.0.is_present()
    }

    pub(super) fn coordinates(&self) -> Coordinates {
        Coordinates { systems: self.systems.clone(), points: Vec::new(), rows: Vec::new() }
    }

    /// Takes the coordinates of a row; gives whether it has any.
    pub(super) fn push_any(
        &self,
        row: &Row<'_>,
        coordinates: &mut Coordinates,
        gmina: Option<GminaCode>,
        tally: &mut Tally,
    ) -> bool {
        let texts = |(x, y)| Some((row.text(x), row.text(y))).filter(|texts| *texts != ("", ""));
        let (metres, degrees) = (texts(self.easting_northing), texts(self.lon_lat));
        let point = match row.geometry {
            Some(geo_types::Geometry::Point(point)) => Some((point.x(), point.y())),
            _ => None,
        };
        let place = (row.origin, gmina);
        match (metres, degrees, point) {
            (Some(metres), _, _) if self.is_stated => {
                coordinates.push(Unit::Metres, metres, place, tally);
            }
            (_, Some(degrees), _) => coordinates.push(Unit::Degrees, degrees, place, tally),
            (Some(metres), _, point) if self.systems.metres.is_some() || point.is_none() => {
                coordinates.push(Unit::Metres, metres, place, tally);
            }
            (_, _, Some(point)) => {
                coordinates.points.push(Some((Unit::Geometry, point)));
                coordinates.rows.push(place);
            }
            _ => {
                coordinates.push_none(row.origin, gmina);
                return false;
            }
        }
        true
    }

    /// Takes the coordinates of a row that should have some.
    pub(super) fn push(
        &self,
        row: &Row<'_>,
        coordinates: &mut Coordinates,
        gmina: Option<GminaCode>,
        tally: &mut Tally,
    ) {
        if !self.push_any(row, coordinates, gmina, tally) {
            tally.note(IssueCode::MissingCoordinates, row.origin, gmina, "");
        }
    }
}
