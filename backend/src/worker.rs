//! The job runner, its schedules and the bodies of jobs.
