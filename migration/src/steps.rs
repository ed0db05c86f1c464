//! The steps in their order. A new step goes to the end, with the next number.

mod step_0001_roles;
mod step_0002_users;
mod step_0003_media;
mod step_0004_sessions;
mod step_0005_categories_and_tags;
mod step_0006_posts;
mod step_0007_comments;
mod step_0008_redirects;
mod step_0009_jobs;
mod step_0010_settings;
mod step_0011_idempotency_keys;
mod step_0012_search;
mod step_0013_seed_roles;
mod step_0014_worker;
mod step_0015_biography_rendering;
mod step_0016_mail;
mod step_0017_authority;
mod step_0018_limit_logs;
mod step_0019_identity;
mod step_0020_factors;
mod step_0021_departures;
mod step_0022_social;
mod step_0023_search_kinds;
mod step_0024_channel;
mod step_0025_notifications;
mod step_0026_mentions;
mod step_0027_pinned_posts;
mod step_0028_presence;
mod step_0029_counted_ties;
mod step_0030_warnings;
mod step_0031_import_versions;
mod step_0032_audit_doors;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

use crate::Step;

/// Every step that this version of Broadsheet knows.
const STEPS: [Step; 32] = [
    step_0001_roles::STEP,
    step_0002_users::STEP,
    step_0003_media::STEP,
    step_0004_sessions::STEP,
    step_0005_categories_and_tags::STEP,
    step_0006_posts::STEP,
    step_0007_comments::STEP,
    step_0008_redirects::STEP,
    step_0009_jobs::STEP,
    step_0010_settings::STEP,
    step_0011_idempotency_keys::STEP,
    step_0012_search::STEP,
    step_0013_seed_roles::STEP,
    step_0014_worker::STEP,
    step_0015_biography_rendering::STEP,
    step_0016_mail::STEP,
    step_0017_authority::STEP,
    step_0018_limit_logs::STEP,
    step_0019_identity::STEP,
    step_0020_factors::STEP,
    step_0021_departures::STEP,
    step_0022_social::STEP,
    step_0023_search_kinds::STEP,
    step_0024_channel::STEP,
    step_0025_notifications::STEP,
    step_0026_mentions::STEP,
    step_0027_pinned_posts::STEP,
    step_0028_presence::STEP,
    step_0029_counted_ties::STEP,
    step_0030_warnings::STEP,
    step_0031_import_versions::STEP,
    step_0032_audit_doors::STEP,
];

/// Broadsheet's own list of steps.
pub struct Migrator;

impl Migrator {
    /// The steps as data, for tests that stop in the middle of one.
    pub fn steps() -> &'static [Step] {
        &STEPS
    }
}

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        STEPS.iter().map(|step| Box::new(*step) as Box<dyn MigrationTrait>).collect()
    }
}
