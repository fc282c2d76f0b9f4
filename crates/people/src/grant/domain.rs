//! Roles, actions, and which of them go together.

use kernel::Key;

use crate::{Organisation, Territory, closed_list};

closed_list! {
    /// What an account can be made.
    Role {
        /// Plans for the people of an office.
        Nodal = "nodal",
        /// Drafts positions, roles and competencies (Internal FRACing Unit).
        FracingUnit = "ifu",
        /// First, technical review of a framework change.
        Reviewer1 = "reviewer1",
        /// Review board.
        Reviewer2 = "reviewer2",
        /// Offers courses.
        Provider = "provider",
        /// Publishes courses.
        Publisher = "publisher",
        /// Capacity Building Commission.
        Commission = "commission",
        /// Human resources: postings, contested levels.
        HumanResources = "hr",
        /// Runs the platform.
        Administrator = "admin",
    }
}

closed_list! {
    /// What can be done to a person's record or an office's figures.
    Action {
        /// See levels, evidence and learning of a person by name.
        ViewProfile = "profile.view",
        /// Record an observation against an indicator.
        Observe = "observation.record",
        /// Contest a piece of evidence about oneself.
        Contest = "evidence.contest",
        /// Answer a contested level.
        AnswerContest = "contest.answer",
        /// Learn: enrol, progress, take tests.
        Learn = "learning.do",
        /// See by name who has done what is prescribed.
        ViewPlanStatus = "plan-status.view",
        /// See the figures of an office, without names.
        ViewOffice = "office.view",
        /// Write drafts of a framework.
        DraftFramework = "framework.draft",
        /// Review drafts technically.
        ReviewFramework = "framework.review",
        /// Decide on drafts as the board.
        ApproveFramework = "framework.approve",
        /// Decide on the appeal against a refusal.
        DecideAppeal = "framework.appeal",
        /// Write what an organisation adds to a framework.
        WriteOverlay = "overlay.write",
        /// Decide about what another has written there.
        ReviewOverlay = "overlay.review",
        /// Accept a national framework for a government.
        AcceptFloor = "floor.accept",
    }
}

closed_list! {
    /// What follows from postings rather than from a grant.
    Relation {
        /// The person.
        Own = "self",
        /// Who supervises the person today.
        Supervisor = "supervisor",
    }
}

/// Whether a role, within its scope, may do this.
pub const fn allows(role: Role, action: Action) -> bool {
    match action {
        Action::ViewProfile | Action::Observe | Action::Contest | Action::Learn => false,
        Action::AnswerContest => matches!(role, Role::HumanResources),
        Action::ViewPlanStatus => matches!(role, Role::Nodal | Role::HumanResources),
        Action::ViewOffice => matches!(role, Role::Nodal | Role::Commission | Role::HumanResources),
        Action::DraftFramework => matches!(role, Role::FracingUnit),
        Action::ReviewFramework => matches!(role, Role::Reviewer1),
        Action::ApproveFramework => matches!(role, Role::Reviewer2),
        Action::DecideAppeal => matches!(role, Role::Commission),
        Action::WriteOverlay => matches!(role, Role::FracingUnit),
        Action::ReviewOverlay => matches!(role, Role::FracingUnit | Role::Reviewer1 | Role::Reviewer2),
        Action::AcceptFloor => matches!(role, Role::Reviewer2),
    }
}

impl Relation {
    /// Whether this relation to the person concerned allows it.
    pub const fn allows(self, action: Action) -> bool {
        match self {
            Self::Own => matches!(action, Action::ViewProfile | Action::Contest | Action::Learn | Action::ViewPlanStatus),
            Self::Supervisor => matches!(action, Action::ViewProfile | Action::Observe | Action::ViewPlanStatus),
        }
    }
}

/// How far a grant reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole platform.
    Everything,
    /// An organisation and all below it.
    Organisation(Key<Organisation>),
    /// A territory and all within it.
    Territory(Key<Territory>),
    /// A service or cadre, by its code.
    Service(String),
    /// A framework, by its code.
    Framework(String),
}

/// A role within a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// How far.
    pub scope: Scope,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, so that a change of it is seen in a review.
    #[test]
    fn who_may_do_what() {
        let mut table = String::new();
        for action in Action::ALL {
            let relations = Relation::ALL.iter().filter(|relation| relation.allows(*action)).map(|relation| relation.as_str());
            let roles = Role::ALL.iter().filter(|role| allows(**role, *action)).map(|role| role.as_str());
            table += &format!("{}: {}\n", action.as_str(), relations.chain(roles).collect::<Vec<_>>().join(", "));
        }
        insta::assert_snapshot!(table, @"
        profile.view: self, supervisor
        observation.record: supervisor
        evidence.contest: self
        contest.answer: hr
        learning.do: self
        plan-status.view: self, supervisor, nodal, hr
        office.view: nodal, commission, hr
        framework.draft: ifu
        framework.review: reviewer1
        framework.approve: reviewer2
        framework.appeal: commission
        overlay.write: ifu
        overlay.review: ifu, reviewer1, reviewer2
        floor.accept: reviewer2
        ");
    }
}
