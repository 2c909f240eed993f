//! The forest of a plan with its directions, and parts of it that serve some addresses only.

use super::{Design, Lead};

/// A design that is no forest with roots.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DesignError {
    /// A section or a lead names a node that does not exist.
    #[error("plan: there is no node {0}")]
    NoNode(u32),
    /// Two ways lead to a node.
    #[error("plan: the sections form a circle at node {0}")]
    Circle(u32),
    /// No root feeds a node that has an address.
    #[error("plan: no root feeds node {0}")]
    NotFed(u32),
    /// Facts are not those of the leads.
    #[error("plan: {leads} leads, but facts about {facts} addresses")]
    OtherFacts {
        /// Leads of the design.
        leads: usize,
        /// Addresses of the facts.
        facts: usize,
    },
}

/// Directions of a design: which section leads from each node towards its root.
#[derive(Clone, Debug)]
pub struct Forest {
    /// Node and section towards the root; `None` at roots and at nodes that nothing feeds.
    pub up: Vec<Option<(u32, u32)>>,
    /// Root of each node: a position in [`Design::roots`].
    pub root: Vec<Option<u32>>,
    /// Nodes from the roots outward.
    pub order: Vec<u32>,
}

impl Forest {
    /// Directs a design.
    ///
    /// # Errors
    /// When it is no forest, or does not feed all of its leads.
    pub fn of(design: &Design) -> Result<Self, DesignError> {
        let n = design.nodes.len();
        let mut around: Vec<Vec<(u32, u32)>> = vec![Vec::new(); n];
        let known =
            |node: u32| if (node as usize) < n { Ok(()) } else { Err(DesignError::NoNode(node)) };
        for (position, section) in (0_u32..).zip(&design.sections) {
            known(section.from)?;
            known(section.to)?;
            around[section.from as usize].push((section.to, position));
            around[section.to as usize].push((section.from, position));
        }
        let mut forest = Self { up: vec![None; n], root: vec![None; n], order: Vec::new() };
        for (position, branch) in (0_u32..).zip(&design.roots) {
            known(branch.node)?;
            let root = &mut forest.root[branch.node as usize];
            // Several registered nodes may stand at one place: the first feeds the tree.
            if root.is_none() {
                *root = Some(position);
                forest.order.push(branch.node);
            }
        }
        let mut at = 0;
        while let Some(node) = forest.order.get(at).copied() {
            at += 1;
            let came_by = forest.up[node as usize].map(|(_, section)| section);
            for (next, section) in &around[node as usize] {
                if Some(*section) == came_by {
                    continue;
                }
                if forest.root[*next as usize].is_some() {
                    return Err(DesignError::Circle(*next));
                }
                forest.root[*next as usize] = forest.root[node as usize];
                forest.up[*next as usize] = Some((node, *section));
                forest.order.push(*next);
            }
        }
        for Lead { node, .. } in &design.leads {
            known(*node)?;
            forest.root[*node as usize].ok_or(DesignError::NotFed(*node))?;
        }
        Ok(forest)
    }

    /// The part that serves these leads: positions in [`Design::leads`], in ascending order.
    pub fn part(&self, design: &Design, leads: Vec<u32>) -> Part {
        let mut is_built = vec![false; self.up.len()];
        let mut sections = Vec::new();
        let mut roots = Vec::new();
        for lead in &leads {
            let mut node = design.leads[*lead as usize].node;
            while !is_built[node as usize] {
                is_built[node as usize] = true;
                match self.up[node as usize] {
                    Some((towards, section)) => {
                        sections.push(section);
                        node = towards;
                    }
                    None => roots.extend(self.root[node as usize]),
                }
            }
        }
        sections.sort_unstable();
        roots.sort_unstable();
        Part { leads, sections, roots }
    }

    /// The whole design: sections that serve nobody are part of it too.
    pub fn whole(&self, design: &Design) -> Part {
        let count = |n: usize| (0_u32..).take(n).collect::<Vec<_>>();
        let mut part = self.part(design, count(design.leads.len()));
        part.sections = count(design.sections.len());
        part
    }
}

/// A part of a design: it serves some addresses and holds all sections from the roots to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// Positions in [`Design::leads`].
    pub leads: Vec<u32>,
    /// Positions in [`Design::sections`].
    pub sections: Vec<u32>,
    /// Positions in [`Design::roots`].
    pub roots: Vec<u32>,
}
