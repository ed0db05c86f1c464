//! What `cargo xtask bench` measures with, beside the server itself: `seed` fills a database, `answers` and `query` are
//! the bare handlers that Broadsheet is compared with, `channel` is thousands of sockets. Optimised like the server, and no
//! part of it.

mod answers;
mod channel;
mod query;

use std::{net::Ipv4Addr, path::PathBuf};

use axum::{Router, serve::ListenerExt};
use broadsheet::{
    config::{self, Profile, Sources},
    services::testing::seed::{self, Size},
    startup,
};
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[derive(Parser)]
#[command(about = "Parts of `cargo xtask bench`, which starts them with what they need")]
struct Arguments {
    /// `cargo bench` says it to everyone.
    #[arg(long, hide = true)]
    bench: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Subcommand)]
enum Verb {
    /// Fill the empty database of the BROADSHEET_ variables; print the password, who follows many, the post with most
    /// comments, and then who can sign in.
    Seed {
        #[arg(long)]
        people: u32,
        #[arg(long)]
        posts: u32,
        #[arg(long)]
        comments: u32,
        /// How many names to print.
        #[arg(long, default_value_t = 16)]
        names: u32,
    },
    /// Answer with the bytes and fields of a file.
    Answers {
        #[arg(long)]
        port: u16,
        /// A JSON array of answers: `path`, `headers` as pairs, `body`.
        #[arg(long)]
        file: PathBuf,
    },
    /// Open sockets at a server and measure them; print the figures as one line of JSON.
    Channel(channel::Plan),
    /// Open sockets that do nothing, measure what they cost, and stop the server; print the figures likewise.
    Idle(channel::idle::Plan),
    /// Answer lists and posts with one query of a database each.
    Query {
        #[arg(long)]
        port: u16,
        #[arg(long)]
        database: String,
    },
}

#[tokio::main]
async fn main() -> Outcome {
    match Arguments::parse().verb {
        None => println!("Nothing to measure alone: run `cargo xtask bench`."),
        Some(Verb::Seed { people, posts, comments, names }) => fill(Size { people, posts, comments }, names).await?,
        Some(Verb::Answers { port, file }) => serve(port, answers::router(&file)?).await?,
        Some(Verb::Channel(plan)) => println!("RESULT {}", channel::measure(plan).await?),
        Some(Verb::Idle(plan)) => println!("RESULT {}", channel::idle::measure(plan).await?),
        Some(Verb::Query { port, database }) => serve(port, query::router(&database).await?).await?,
    }
    Ok(())
}

async fn fill(size: Size, names: u32) -> Outcome {
    let (config, _) =
        config::load(&Sources::of_process(None, Profile::Production)).map_err(|error| error.to_string())?;
    startup::prepare_schema(&config).await?;
    let context = startup::context(config).await?;
    seed::seed(&context, size, |step| eprintln!("   {step}")).await?;
    context.database.close().await?;
    println!("{}\n{}\n{}", seed::PASSWORD, seed::reader(), seed::busiest(size));
    for number in 0..names.min(size.people) {
        println!("{}", seed::username(number));
    }
    Ok(())
}

/// axum's own server, as its documentation shows it.
async fn serve(port: u16, router: Router) -> Outcome {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}
