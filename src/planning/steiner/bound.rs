//! Reductions by bound: what cannot be in a tree cheaper than the best one known.
//!
//! With reduced costs of an ascent, a tree through `v` costs at least the bound plus the way
//! from the root to `v` plus the way on to a terminal. Where that exceeds the largest cost that
//! would still be an improvement, `v` goes; likewise edges.
//!
//! # Source
//! Polzin, Vahdati Daneshmand (2001), "Improved algorithms for the Steiner problem in networks",
//! doi:10.1016/S0166-218X(00)00319-X.

use super::ascent::{Ascent, reach};
use super::net::Net;
use super::tree::FAR;
use super::view::View;
use super::{ix, num};

/// Deletes from `net`, of which `view` is a picture, what a tree of cost `target` or less (in
/// the costs of the view) cannot have; returns how many edges and vertices fell.
pub(super) fn cut(
    net: &mut Net,
    view: &View,
    ascent: &Ascent,
    twin: &[u32],
    target: u64,
    work: &mut u64,
) -> usize {
    let slack = (target << ascent.shift).saturating_sub(ascent.bound);
    let from = reach(view, std::iter::once(ascent.root), |at| ascent.left[ix(twin[at])], work);
    let others = view.terminals.iter().copied().filter(|&t| t != ascent.root);
    let to = reach(view, others, |at| ascent.left[at], work);
    let mut fallen = 0;
    let mut cheapest = vec![FAR; view.m()];
    for v in 0..num(view.n()) {
        let on = to[ix(v)];
        let span = view.span(v);
        for (at, arc) in span.clone().zip(&view.arcs()[span]) {
            let through = from[ix(arc.to)].saturating_add(ascent.left[at]).saturating_add(on);
            let best = &mut cheapest[ix(arc.edge)];
            *best = (*best).min(through);
        }
        let through = from[ix(v)].saturating_add(on);
        if through > slack && !view.is_terminal[ix(v)] && net.degree(v) > 0 {
            net.remove_vertex(v);
            fallen += 1;
        }
    }
    for (e, &through) in cheapest.iter().enumerate() {
        if through > slack && net.has(num(e)) {
            net.remove(num(e));
            fallen += 1;
        }
    }
    fallen
}
