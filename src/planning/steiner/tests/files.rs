//! Instance files: what is read, and what a spoiled one is told.

use super::super::rng::Rng;
use super::super::stp::{Instance, read};
use super::super::{Edge, Effort, SteinerError, solve, solve_prize};

const PLAIN: &str = "33D32945 STP File, STP Format Version 1.0
SECTION Comment
Name \"a square with one diagonal\"
END

SECTION Graph
Nodes 4
Edges 5
E 1 2 2
E 2 3 2
E 3 4 2
E 4 1 3
E 1 3 3
END

SECTION Terminals
Terminals 3
T 1
T 3
T 4
END

SECTION Coordinates
DD 1 0 0
END
EOF
";

#[test]
fn steinlib_and_pace_files_are_read() {
    let plain = read(PLAIN).expect("a good file");
    assert_eq!((plain.graph.n, plain.graph.edges.len(), plain.decimals), (4, 5, 0));
    assert_eq!(plain.graph.edges[3], Edge { a: 3, b: 0, cost: 3 });
    assert_eq!(plain.terminals, [0, 2, 3]);
    // 3-4 and the dearer 4-1 or 1-3: 2 + 3.
    let found = solve(&plain.graph, &plain.terminals, Effort::least()).expect("connected");
    assert_eq!((found.cost, found.lower_bound), (5, 5));
    // PACE leaves the header and the comment out; line ends and case may differ.
    let start = PLAIN.find("SECTION Graph").expect("it is there");
    let pace = PLAIN[start..].replace("SECTION", "Section").replace('\n', "\r\n");
    assert_eq!(read(&pace), Ok(plain));
}

#[test]
fn decimals_are_exact() {
    let text = PLAIN.replace("E 1 2 2", "E 1 2 2.25").replace("E 3 4 2", "E 3 4 0.100");
    let read = read(&text).expect("a good file");
    let costs: Vec<u64> = read.graph.edges.iter().map(|e| e.cost).collect();
    assert_eq!((costs, read.decimals), (vec![225, 200, 10, 300, 300], 2));
    assert_eq!(
        ["0", "10", "225", "300"].map(|c| c.parse().map(|c| read.amount(c))),
        [Ok("0".to_string()), Ok("0.1".to_string()), Ok("2.25".to_string()), Ok("3".to_string())]
    );
}

#[test]
fn prizes_are_read() {
    let text = PLAIN.replace("T 1\n", "TP 1 2.5\n").replace("T 3\n", "TP 3 1\n");
    let text = text.replace("T 4\n", "TP 4 7\n").replace("Terminals 3", "RootP 2\nTerminals 3");
    let Instance { graph, prizes, root, .. } = read(&text).expect("a good file");
    let prizes = prizes.expect("there are some");
    assert_eq!((&prizes[..], root), (&[25, 0, 10, 70][..], Some(1)));
    // From 2: 2-3-4 costs 4 and misses 2.5, and adding 1 would cost 2 more: all for 6.
    let found = solve_prize(&graph, &prizes, root, Effort::least()).expect("valid");
    assert_eq!((found.cost, found.lower_bound), (60, 60));
}

#[test]
fn each_fault_is_named_with_its_line() {
    let cases = [
        ("E 2 3 2", "E 2 x 2", "line 10: expected a whole number, not `x`"),
        (
            "E 2 3 2",
            "E 2 3 -2",
            "line 10: expected a cost of 0 or more in digits, such as 12 or 0.5, not `-2`",
        ),
        (
            "E 2 3 2",
            "E 2 3 nan",
            "line 10: expected a cost of 0 or more in digits, such as 12 or 0.5, not `nan`",
        ),
        ("E 2 3 2", "E 2 3", "line 10: expected at least 3 numbers after `E`"),
        ("E 2 3 2", "E 2 3 2 2", "line 10: expected two vertices and one cost after `E`"),
        ("E 2 3 2", "E 2 5 2", "line 10: expected a vertex from 1 to 4, not 5"),
        ("E 2 3 2", "E 0 3 2", "line 10: expected a vertex from 1 to 4, not 0"),
        ("E 2 3 2", "F 2 3 2", "line 10: expected Nodes, Edges, E or END, not `f`"),
        ("E 2 3 2", "A 2 3 2", "line 10: directed arcs are not supported"),
        ("E 2 3 2\n", "", "line 8: 5 edges announced, 4 found"),
        ("T 4\n", "", "line 17: 3 terminals announced, 2 found"),
        ("T 4\n", "TP 4 2\n", "line 26: expected lines `T` or lines `TP`, not both"),
        ("Nodes 4", "Nodes", "line 7: expected at least 1 numbers after `Nodes`"),
        ("Nodes 4\n", "", "line 8: a vertex before the line `Nodes`"),
        ("Nodes 4", "Nodes 4000000000", "line 7: expected one line `Nodes`"),
        ("END\n\nSECTION Terminals", "SECTION Terminals", "line 14: the section of line 6"),
        ("SECTION Graph\n", "", "line 6: `Nodes` outside a section"),
        ("2 3 2", "2 3 99999999999999999999", "line 10: `99999999999999999999` is too large"),
        ("2 3 2", "2 3 0.0000000001", "line 10: `0.0000000001` has more than 9 decimals"),
    ];
    for (from, to, expected) in cases {
        assert!(PLAIN.contains(from));
        let told = read(&PLAIN.replacen(from, to, 1)).expect_err(to).to_string();
        assert!(told.starts_with(expected), "{to:?}: {told}");
    }
    assert!(read("").expect_err("empty").to_string().contains("no section Graph"));
    let cut = PLAIN.find("Terminals 3").expect("it is there");
    assert!(read(&PLAIN[..cut]).expect_err("cut").to_string().contains("has no END"));
    let part = read(&PLAIN.replace("E 3 4 2", "E 3 3 2").replace("E 4 1 3", "E 1 1 3"));
    let part = part.expect("loops are allowed");
    let error = solve(&part.graph, &part.terminals, Effort::least()).expect_err("split");
    assert_eq!(error, SteinerError::Disconnected(3));
    assert_eq!(part.explain(error), "vertex 4 cannot be reached from the other terminals");
}

#[test]
fn no_spoiled_file_panics() {
    let mut rng = Rng::new(31);
    let mut read_well = 0;
    for _ in 0..3000 {
        let mut bytes = PLAIN.as_bytes().to_vec();
        for _ in 0..=rng.index(3) {
            let at = rng.index(bytes.len());
            match rng.index(3) {
                0 => bytes[at] = b" 019.-ETeSN\n\xff"[rng.index(13)],
                1 => bytes.truncate(at.max(1)),
                _ => bytes.insert(at, b'9'),
            }
        }
        if let Ok(found) = read(&String::from_utf8_lossy(&bytes))
            && found.graph.n < 1000
        {
            read_well += 1;
            // An answer or an error, but no panic.
            drop(solve(&found.graph, &found.terminals, Effort::least()));
        }
    }
    assert!(read_well > 100);
}
