//! Which address of one edition is which of another, on paper.

use zasieg::diagnosis::change::{Tie, identify};
use zasieg::model::{AddressPoint, FileId, Origin, TextPoolBuilder, World};
use zasieg::place::{GminaCode, Pl1992, SimcId, UlicId};

/// Identifier (empty: none), gmina, locality, street, number, place in metres.
type Row = (&'static str, u32, u32, u32, &'static str, Option<(i32, i32)>);

fn world(rows: &[Row]) -> World {
    let mut texts = TextPoolBuilder::default();
    let address = |(row, (id, gmina, simc, ulic, number, place)): (u32, &Row)| AddressPoint {
        id: texts.push_unique(&if id.is_empty() { format!("1:{row}") } else { (*id).to_owned() }),
        number: texts.intern(number),
        gmina: GminaCode::from_number(*gmina),
        terc: None,
        simc: Some(SimcId::from_number(*simc)),
        ulic: Some(UlicId::from_number(*ulic)),
        position: place
            .map(|(e, n)| Pl1992::from_millimetres(500_000_000 + e * 1000, 300_000_000 + n * 1000)),
        origin: Origin { file: FileId(0), row },
    };
    let addresses = (1..).zip(rows).map(address).collect();
    World { addresses, texts: texts.freeze(), ..World::default() }
}

/// Old position and rung of each new address.
fn ties(old: &[Row], new: &[Row]) -> Vec<Option<(u32, Tie)>> {
    identify(&world(old), &world(new)).old_of
}

const G: u32 = 20_101;

#[test]
fn identifier_key_and_place_are_tried_in_turn() {
    let old = [
        ("a", G, 1, 1, "1", Some((0, 0))),
        ("b", G, 1, 1, "2", Some((100, 0))),
        ("", G, 1, 1, "3", Some((200, 0))),
        ("", G, 1, 1, "4", Some((300, 0))),
        ("", G, 1, 1, "5", None),
        ("f", G, 1, 1, "6", Some((500, 0))),
    ];
    let new = [
        // Number written otherwise, identifier alone left.
        ("b", G, 1, 1, "2A", Some((100, 0))),
        ("a", G, 1, 1, "1", Some((0, 0))),
        // Identifier given anew: the key tells.
        ("c", G, 1, 1, "3", Some((201, 0))),
        // Another street, the same number 25 m away; and 26 m away.
        ("d", G, 1, 2, "4", Some((325, 0))),
        ("", G, 1, 2, "6", Some((526, 0))),
        // Another gmina.
        ("", G + 1, 1, 1, "5", None),
    ];
    let expected = [
        Some((1, Tie::Id)),
        Some((0, Tie::Id)),
        Some((2, Tie::Key)),
        Some((3, Tie::Place)),
        None,
        Some((4, Tie::KeyWithoutGmina)),
    ];
    assert_eq!(ties(&old, &new), expected);
    assert_eq!(identify(&world(&old), &world(&new)).gone, [5]);
}

#[test]
fn identifiers_numbered_anew_are_not_believed() {
    // Row numbers as identifiers: in the later edition a house was put before the others.
    let old = [("1", G, 1, 1, "7", Some((0, 0))), ("2", G, 1, 1, "9", Some((5000, 0)))];
    let new = [
        ("1", G, 1, 1, "5", Some((9000, 0))),
        ("2", G, 1, 1, "7", Some((0, 0))),
        ("3", G, 1, 1, "9", Some((5000, 0))),
    ];
    assert_eq!(ties(&old, &new), [None, Some((0, Tie::Key)), Some((1, Tie::Key))]);
    // Further than a kilometre, and nothing else agrees: counted, not believed.
    let far = [("1", G, 1, 1, "8", Some((1001, 0)))];
    let found = identify(&world(&old[..1]), &world(&far));
    assert_eq!((found.old_of, found.ids_reused), (vec![None], 1));
    let near = [("1", G, 1, 1, "8", Some((1000, 0)))];
    assert_eq!(ties(&old[..1], &near), [Some((0, Tie::Id))]);
}

#[test]
fn twins_are_paired_by_place_and_else_in_their_order() {
    let old = [
        ("", G, 1, 1, "1", Some((0, 0))),
        ("", G, 1, 1, "1", Some((0, 0))),
        ("", G, 1, 1, "1", Some((90, 0))),
        ("", G, 1, 1, "2", None),
        ("", G, 1, 1, "2", None),
        ("", G, 1, 1, "", Some((7, 7))),
    ];
    let new = [old[2], old[0], old[1], old[3], old[4], old[5]];
    let expected = [
        Some((2, Tie::Place)),
        Some((0, Tie::Place)),
        Some((1, Tie::Place)),
        Some((3, Tie::Twin)),
        Some((4, Tie::Twin)),
        Some((5, Tie::Place)),
    ];
    assert_eq!(ties(&old, &new), expected);
    // Two of three twins without places: nobody can say which.
    let gone = identify(&world(&[old[3], old[4], old[3]]), &world(&[old[3], old[4]]));
    assert_eq!(gone.old_of, [None, None]);
}
