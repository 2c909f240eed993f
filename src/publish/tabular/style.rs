//! Styles of layers as QGIS reads them from a GeoPackage.

use std::fmt::Write as _;

use crate::publish::report::escape;

/// A class of a layer: its value, its name in the legend, its colour and its mark.
#[derive(Clone, Debug)]
pub struct Class {
    /// Value of the field.
    pub value: String,
    /// Name in the legend.
    pub label: String,
    /// Red, green, blue.
    pub colour: (u8, u8, u8),
    /// Mark of points: `circle`, `diamond`, `square` …
    pub mark: &'static str,
}

/// How a layer is shown.
#[derive(Clone, Debug)]
pub enum Style {
    /// Points by the value of a field.
    Classes(&'static str, Vec<Class>),
    /// Points all alike.
    Mark((u8, u8, u8), &'static str),
    /// Areas: the colour of their outline; filled lightly or not at all.
    Area((u8, u8, u8), bool),
}

fn rgba((red, green, blue): (u8, u8, u8), alpha: u8) -> String {
    format!("{red},{green},{blue},{alpha}")
}

/// A symbol of one simple layer; older programs read `prop`, newer ones `Option`.
fn symbol(kind: &str, number: usize, class: &str, settings: &[(&str, String)]) -> String {
    let mut text = format!(
        "<symbol type=\"{kind}\" name=\"{number}\" alpha=\"1\" clip_to_extent=\"1\" \
         force_rhr=\"0\"><layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">\
         <Option type=\"Map\">"
    );
    for (name, value) in settings {
        let option = format!("<Option type=\"QString\" name=\"{name}\" value=\"{value}\"/>");
        text.push_str(&option);
    }
    text.push_str("</Option>");
    for (name, value) in settings {
        write!(text, "<prop k=\"{name}\" v=\"{value}\"/>").expect("writing to a String");
    }
    text + "</layer></symbol>"
}

fn marker(number: usize, colour: (u8, u8, u8), mark: &str) -> String {
    let settings = [
        ("name", mark.to_owned()),
        ("color", rgba(colour, 255)),
        ("outline_color", "255,255,255,255".to_owned()),
        ("outline_width", "0.2".to_owned()),
        ("size", "2.4".to_owned()),
        ("size_unit", "MM".to_owned()),
    ];
    symbol("marker", number, "SimpleMarker", &settings)
}

impl Style {
    /// The style as QML.
    pub fn qml(&self) -> String {
        let single = |symbol: String| {
            format!(
                "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" \
                 forceraster=\"0\"><symbols>{symbol}</symbols></renderer-v2>"
            )
        };
        let renderer = match self {
            Self::Classes(field, classes) => {
                let (mut categories, mut symbols) = (String::new(), String::new());
                for (number, class) in classes.iter().enumerate() {
                    let (value, label) = (escape(&class.value), escape(&class.label));
                    categories += &format!(
                        "<category value=\"{value}\" symbol=\"{number}\" label=\"{label}\" \
                         render=\"true\" type=\"string\"/>"
                    );
                    symbols += &marker(number, class.colour, class.mark);
                }
                format!(
                    "<renderer-v2 type=\"categorizedSymbol\" attr=\"{field}\" symbollevels=\"0\" \
                     enableorderby=\"0\" forceraster=\"0\"><categories>{categories}</categories>\
                     <symbols>{symbols}</symbols></renderer-v2>"
                )
            }
            Self::Mark(colour, mark) => single(marker(0, *colour, mark)),
            Self::Area(colour, is_filled) => {
                let settings = [
                    ("color", rgba(*colour, 40)),
                    ("style", if *is_filled { "solid" } else { "no" }.to_owned()),
                    ("outline_color", rgba(*colour, 255)),
                    ("outline_style", "solid".to_owned()),
                    ("outline_width", "0.4".to_owned()),
                    ("outline_width_unit", "MM".to_owned()),
                ];
                single(symbol("fill", 0, "SimpleFill", &settings))
            }
        };
        format!(
            "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\
             <qgis version=\"3.22.0\" styleCategories=\"Symbology\">{renderer}</qgis>"
        )
    }
}
