//! `[limits]`: how often things may be done. Which actions there are, and what holds unless it is set here, is the enum's
//! to know (`shared::limit`): a line here raises or lowers, and nothing can be switched off.

use broadsheet_shared::limit::{Action, Limit};

use super::{Field, Profile, Setting, load::Reader, section::Section};

section! {
    /// What holds for all limits.
    Frame in "limits" {
        /// Multiplies all limits below that are not set themselves; more for a site whose readers share few addresses.
        factor: u32 = |profile| if profile == Profile::Testing { 1_000 } else { 1 }, example "2";
        /// Processes of the site that share a Redis. While it is away, and until they have counted themselves, each lets
        /// pass one part in so many.
        processes: u32 = |profile| if profile == Profile::Testing { 1 } else { 2 }, example "2";
    }
}

/// How often things may be done.
#[derive(Debug, Clone)]
pub struct Limits {
    frame: Frame,
    /// By action, in the order of [`Action::ALL`].
    limits: Vec<Vec<Limit>>,
}

impl Limits {
    /// The fields of this section.
    pub fn fields() -> Vec<Field> {
        let actions = Action::ALL.iter().map(|action| Field {
            key: action.setting(),
            doc: action.meaning(),
            example: action.default_limits(),
            is_secret: false,
            defaults: Profile::ALL.map(|_| action.default_limits().to_owned()),
        });
        Frame::fields().into_iter().chain(actions).collect()
    }

    /// What holds for an action: one limit at most for each address, user and so on.
    pub fn of(&self, action: Action) -> &[Limit] {
        &self.limits[action as usize]
    }

    /// Processes that share a Redis, until they have counted themselves.
    pub fn processes(&self) -> u32 {
        self.frame.processes
    }

    /// The same, for a test of several.
    pub fn set_processes(&mut self, count: u32) {
        self.frame.processes = count;
    }

    /// Sets limits of an action; those that are not named stay. False for one that the action does not have.
    pub fn set(&mut self, action: Action, limits: &[Limit]) -> bool {
        let known = &mut self.limits[action as usize];
        limits.iter().all(|new| match known.iter_mut().find(|known| known.per == new.per) {
            Some(known) => {
                *known = *new;
                true
            }
            None => false,
        })
    }

    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        reader.range("limits.factor", self.frame.factor.into(), 1, 1_000_000);
        reader.range("limits.processes", self.frame.processes.into(), 1, 1_000);
    }
}

impl Section for Limits {
    fn read(reader: &mut Reader<'_>) -> Self {
        let frame = Frame::read(reader);
        let mut limits =
            Self { limits: Action::ALL.iter().map(|action| scaled(*action, frame.factor)).collect(), frame };
        for action in Action::ALL {
            let (key, example) = (action.setting(), action.default_limits());
            let given: Vec<Limit> = reader.take(key, example, |_| limits.of(*action).to_vec());
            if !limits.set(*action, &given) {
                let pers: Vec<_> = limits.of(*action).iter().map(|limit| limit.per.as_str()).collect();
                reader.refuse(key, &format!("can only have limits per {}", pers.join(", per ")));
            }
            reader.show(key, limits.of(*action).to_vec().show());
        }
        limits
    }
}

fn scaled(action: Action, factor: u32) -> Vec<Limit> {
    let scale = |limit: Limit| Limit { quota: limit.quota.saturating_mul(factor).min(Limit::MAX_QUOTA), ..limit };
    action.defaults().into_iter().map(scale).collect()
}

impl Setting for Limit {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|error: broadsheet_shared::limit::NoLimit| error.to_string())
    }

    fn show(&self) -> String {
        self.to_string()
    }
}
