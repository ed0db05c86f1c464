//! What can run a query: the reader, or an open transaction.

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, Statement, Value};

use super::{DatabaseError, Engine, FromRow, Row, lanes::Lanes};

/// Something that runs queries. Repository functions that only read take `&impl Executor`.
///
/// SQL is written once, with `$1`, `$2` ... for values, and read alike by both engines. Where a word must differ, ask
/// [`Executor::engine`]. Values always travel as parameters; literals in the text are ours alone.
pub trait Executor: ConnectionTrait + Sized {
    /// Which engine runs the query.
    fn engine(&self) -> Engine {
        match self.get_database_backend() {
            DbBackend::Postgres => Engine::Postgres,
            _ => Engine::Sqlite,
        }
    }

    /// Every row of a query.
    fn rows<T: FromRow>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Vec<T>, DatabaseError>> + Send {
        let statement = Statement::from_sql_and_values(self.get_database_backend(), sql, values);
        async move { self.query_all_raw(statement).await?.iter().map(|row| T::from_row(&mut Row::new(row))).collect() }
    }

    /// The first row of a query, if there is one.
    fn row<T: FromRow>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<Option<T>, DatabaseError>> + Send {
        let statement = Statement::from_sql_and_values(self.get_database_backend(), sql, values);
        async move { self.query_one_raw(statement).await?.map(|row| T::from_row(&mut Row::new(&row))).transpose() }
    }

    /// The single value of a query that always has a row, such as `SELECT count(*)`.
    fn value<T: FromRow>(
        &self,
        sql: &str,
        values: Vec<Value>,
    ) -> impl Future<Output = Result<T, DatabaseError>> + Send {
        let row = self.row(sql, values);
        async move { row.await?.ok_or_else(|| DbErr::RecordNotFound("a query without a row".to_owned()).into()) }
    }
}

/// The door for queries outside a transaction.
#[derive(Clone, Debug)]
pub struct Reader {
    backend: DbBackend,
    lanes: Lanes,
}

impl Reader {
    pub(super) fn new(engine: Engine, lanes: Lanes) -> Self {
        let backend = match engine {
            Engine::Postgres => DbBackend::Postgres,
            Engine::Sqlite => DbBackend::Sqlite,
        };
        Self { backend, lanes }
    }

    pub(super) fn lanes(&self) -> &Lanes {
        &self.lanes
    }
}

impl Executor for Reader {}

#[async_trait]
impl ConnectionTrait for Reader {
    fn get_database_backend(&self) -> DbBackend {
        self.backend
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.lanes.run(|handle| async move { handle.execute_raw(statement).await }).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.lanes.run(|handle| async move { handle.execute_unprepared(sql).await }).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.lanes.run(|handle| async move { handle.query_one_raw(statement).await }).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.lanes.run(|handle| async move { handle.query_all_raw(statement).await }).await
    }
}
