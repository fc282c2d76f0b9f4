//! What goes out with a framework.

use std::collections::BTreeSet;

use crate::library::{CompetencyEntry, FrameworkEntry, Library, PositionEntry, RoleEntry, Version};

/// A framework in its newest version, with what belongs to it.
#[derive(Clone, Debug)]
pub struct Selection<'l> {
    /// Where it was taken from.
    pub library: &'l Library,
    /// The framework.
    pub framework: &'l FrameworkEntry,
    /// Its newest version.
    pub version: &'l Version,
    /// Its competencies.
    pub competencies: Vec<&'l CompetencyEntry>,
    /// Roles that ask one of its competencies, roles that ask nothing yet, and all other roles of the positions.
    pub roles: Vec<&'l RoleEntry>,
    /// Positions that have one of these roles, and positions that have no role yet: "unmapped" is a normal state, and nothing is dropped.
    pub positions: Vec<&'l PositionEntry>,
}

/// What goes out with the framework of this code; `None` where there is no such framework. Roles and positions belong to no framework, so
/// that one that asks competencies of two goes out with both.
pub fn select<'l>(library: &'l Library, code: &str) -> Option<Selection<'l>> {
    let stock = library.stock();
    let at = stock.frameworks.iter().position(|framework| framework.code.as_str() == code)?;
    // What is in the library of a framework goes out with that framework alone.
    let is_own = |role: &RoleEntry| match role.framework {
        Some(framework) => framework == at,
        None => role.asks.is_empty() || role.asks.keys().any(|competency| stock.competencies[*competency].framework == at),
    };
    let is_of = |position: &&PositionEntry| match position.framework {
        Some(framework) => framework == at,
        None => position.roles.is_empty() || library.roles(position).any(&is_own),
    };
    let positions: Vec<&PositionEntry> = stock.positions.iter().filter(is_of).collect();
    let used: BTreeSet<usize> = positions.iter().flat_map(|position| position.roles.iter().copied()).collect();
    let roles = stock.roles.iter().enumerate().filter(|(role, entry)| is_own(entry) || used.contains(role));
    Some(Selection {
        library,
        framework: &stock.frameworks[at],
        version: stock.frameworks[at].newest()?,
        competencies: stock.competencies.iter().filter(|competency| competency.framework == at).collect(),
        roles: roles.map(|(_, entry)| entry).collect(),
        positions,
    })
}
