//! Which notifications reach a person on which way.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::NotificationType;
use crate::v2::words::words;

words! {
    /// Whether notifications of a type are mailed.
    NotificationEmail {
        /// They are not.
        Off = "off",
        /// Two minutes after they happened, unless they were seen by then.
        Now = "now",
        /// Once a day, together with others, if they are still unread.
        Daily = "daily",
    }
}

/// Which way notifications of a type go. Off is neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationChoice {
    /// They stand in the list and count among the unread.
    pub in_app: bool,
    /// Whether they are mailed.
    pub email: NotificationEmail,
}

/// How notifications of each type reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationSettings {
    /// Comments on own posts.
    pub comment: NotificationChoice,
    /// Answers to own comments.
    pub reply: NotificationChoice,
    /// Being named.
    pub mention: NotificationChoice,
    /// Likes of own posts and comments.
    pub like: NotificationChoice,
    /// New followers.
    pub follow: NotificationChoice,
    /// New posts of people whom the person follows with the bell on.
    pub post: NotificationChoice,
    /// What staff and hosts do with what the person wrote.
    pub moderation: NotificationChoice,
    /// The hour in UTC from which on the daily mail is sent.
    #[schemars(range(min = 0, max = 23))]
    pub digest_hour: u8,
}

/// Sets how notifications of each type reach a person, all of them at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetNotificationSettings {
    /// Comments on own posts.
    pub comment: NotificationChoice,
    /// Answers to own comments.
    pub reply: NotificationChoice,
    /// Being named.
    pub mention: NotificationChoice,
    /// Likes of own posts and comments.
    pub like: NotificationChoice,
    /// New followers.
    pub follow: NotificationChoice,
    /// New posts of people whom the person follows with the bell on.
    pub post: NotificationChoice,
    /// What staff and hosts do with what the person wrote.
    pub moderation: NotificationChoice,
}

impl NotificationSettings {
    /// What holds for a type.
    pub const fn of(&self, kind: NotificationType) -> NotificationChoice {
        match kind {
            NotificationType::Comment => self.comment,
            NotificationType::Reply => self.reply,
            NotificationType::Mention => self.mention,
            NotificationType::Like => self.like,
            NotificationType::Follow => self.follow,
            NotificationType::Post => self.post,
            NotificationType::Moderation => self.moderation,
        }
    }
}

impl SetNotificationSettings {
    /// From what is to hold for each type.
    pub fn from_choices(choice: impl Fn(NotificationType) -> NotificationChoice) -> Self {
        Self {
            comment: choice(NotificationType::Comment),
            reply: choice(NotificationType::Reply),
            mention: choice(NotificationType::Mention),
            like: choice(NotificationType::Like),
            follow: choice(NotificationType::Follow),
            post: choice(NotificationType::Post),
            moderation: choice(NotificationType::Moderation),
        }
    }

    /// What is to hold for each type.
    pub const fn choices(&self) -> [(NotificationType, NotificationChoice); 7] {
        [
            (NotificationType::Comment, self.comment),
            (NotificationType::Reply, self.reply),
            (NotificationType::Mention, self.mention),
            (NotificationType::Like, self.like),
            (NotificationType::Follow, self.follow),
            (NotificationType::Post, self.post),
            (NotificationType::Moderation, self.moderation),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFF: NotificationChoice = NotificationChoice { in_app: false, email: NotificationEmail::Off };
    const NOW: NotificationChoice = NotificationChoice { in_app: true, email: NotificationEmail::Now };

    #[test]
    fn each_type_has_its_choice() {
        for kind in NotificationType::ALL {
            let set = SetNotificationSettings::from_choices(|one| if one == *kind { NOW } else { OFF });

            let chosen: Vec<_> =
                set.choices().into_iter().filter(|(_, choice)| *choice == NOW).map(|(one, _)| one).collect();

            assert_eq!(chosen, [*kind]);
            let told: NotificationSettings = serde_json::from_value(told(set)).unwrap();
            assert_eq!(told.of(*kind), NOW);
        }
    }

    fn told(set: SetNotificationSettings) -> serde_json::Value {
        let mut value = serde_json::to_value(set).unwrap();
        value["digest_hour"] = 8.into();
        value
    }

    #[test]
    fn a_choice_left_out_is_refused() {
        assert!(serde_json::from_str::<SetNotificationSettings>("{}").is_err());
        let both = r#"{"in_app":true,"email":"now","push":true}"#;
        assert!(serde_json::from_str::<NotificationChoice>(both).is_err());
    }
}
