//! Who takes it: pure functions from a snapshot to a choice.
use super::types::{Candidate, Choice, Reason};

/// `round_robin`: the next agent after the last one chosen, in the stable order of ids, who can take it.
#[must_use]
pub fn round_robin(agents: &[Candidate]) -> Option<Choice> {
    let mut order: Vec<&Candidate> = agents.iter().collect();
    order.sort_by_key(|it| it.user);
    let last = order
        .iter()
        .filter(|it| it.last_assigned_at > 0)
        .max_by_key(|it| it.last_assigned_at)
        .map(|it| it.user);
    let (before, after): (Vec<_>, Vec<_>) =
        order.into_iter().partition(|it| last.is_some_and(|last| it.user <= last));
    let chosen = after.into_iter().chain(before).find(|it| it.can_take())?;
    Some(Choice {
        user: chosen.user,
        name: chosen.name.clone(),
        reason: Reason {
            strategy: "round_robin".to_owned(),
            candidates: agents.iter().filter(|it| it.can_take()).count(),
            current: chosen.current,
            max: chosen.max,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Role;
    use crate::base::ids::UserId;
    use crate::routing::types::AgentState;
    use proptest::prelude::*;

    fn agent(online: bool, state: AgentState, current: i64, last: i64) -> Candidate {
        Candidate {
            user: UserId::random(),
            name: String::new(),
            role: Role::Agent,
            online,
            state,
            message: None,
            until: None,
            current,
            max: 5,
            last_assigned_at: last,
        }
    }

    fn any_agent() -> impl Strategy<Value = Candidate> {
        let state = prop_oneof![
            Just(AgentState::Available),
            Just(AgentState::Busy),
            Just(AgentState::OnBreak),
            Just(AgentState::DoNotDisturb)
        ];
        (any::<bool>(), state, 0..8_i64, 0..100_i64)
            .prop_map(|(online, state, current, last)| agent(online, state, current, last))
    }

    proptest! {
        #[test]
        fn never_somebody_who_cannot_take_it(agents in prop::collection::vec(any_agent(), 0..12)) {
            match round_robin(&agents) {
                Some(choice) => {
                    let chosen = agents.iter().find(|it| it.user == choice.user);
                    prop_assert!(chosen.is_some_and(Candidate::can_take));
                }
                None => prop_assert!(!agents.iter().any(Candidate::can_take)),
            }
        }
    }

    #[test]
    fn everybody_gets_a_turn_before_anybody_gets_a_second() {
        let mut agents: Vec<_> = (0..4).map(|_| agent(true, AgentState::Available, 0, 0)).collect();
        let mut turns = std::collections::HashMap::new();
        for now in 1..=8 {
            let choice = round_robin(&agents).map(|it| it.user);
            let chosen = agents.iter_mut().find(|it| Some(it.user) == choice);
            assert!(chosen.is_some());
            if let Some(it) = chosen {
                it.last_assigned_at = now;
                *turns.entry(it.user).or_insert(0) += 1;
            }
        }
        assert!(turns.values().all(|it| *it == 2), "{turns:?}");
    }
}
