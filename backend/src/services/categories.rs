//! Categories: kept by staff.

use broadsheet_shared::{
    input::{CategoryPatch, NewCategory},
    permission::Permission,
    problem::{Code, FieldError},
    v2::Category,
    value::Slug,
};

use super::{Context, ServiceError, audit, database_code, refusal_code};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::{Action, Entry},
    },
    platform::cache::Tag,
    repositories::{DatabaseError, categories},
};

/// Why a category was not written or read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CategoryError {
    /// There is none.
    #[error("There is no category at this address.")]
    NotFound,
    /// Another one has the slug.
    #[error("Another category has this address.")]
    SlugTaken,
    /// Nothing of the name can stand in an address.
    #[error("The name needs letters or digits, or give a slug.")]
    NoSlug,
    /// It still has posts.
    #[error("The category still has {0} posts. Move them first.")]
    InUse(u64),
    /// An answer could not be written.
    #[error("an answer could not be written: {0}")]
    Encoding(String),
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for CategoryError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::CategoryNotFound,
            Self::SlugTaken => Code::SlugTaken,
            Self::NoSlug => Code::RequestInvalid,
            Self::InUse(_) => Code::CategoryInUse,
            Self::Encoding(_) => Code::Internal,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::SlugTaken => vec![FieldError::new("/slug", "taken", self.to_string())],
            Self::NoSlug => vec![FieldError::new("/name", "invalid", self.to_string())],
            _ => Vec::new(),
        }
    }
}

/// Every category, in the order that staff gave them.
pub async fn all(context: &Context) -> Result<Vec<Category>, CategoryError> {
    Ok(categories::list(context.database.read()).await?)
}

/// The category with that slug.
pub async fn find(context: &Context, slug: &str) -> Result<Category, CategoryError> {
    categories::find_by_slug(context.database.read(), slug).await?.ok_or(CategoryError::NotFound)
}

/// Makes a category.
pub async fn create(context: &Context, actor: &Actor, new: &NewCategory) -> Result<Category, CategoryError> {
    actor.allow(Permission::CategoriesManage)?;
    let slug = new.slug.clone().or_else(|| Slug::suggest(new.name.as_str())).ok_or(CategoryError::NoSlug)?;
    let category = Category {
        id: context.ids.next(),
        slug: slug.into_string(),
        name: new.name.to_string(),
        description: new.description.to_string(),
        position: new.position,
        post_count: 0,
    };
    let now = context.clock.now();
    let stored = &category;
    context
        .database
        .write(|tx| async move {
            categories::insert(&tx, stored, now).await?;
            let created = Entry::new(Action::CategoryCreated).by(actor).about(stored.id);
            audit::record(context, &tx, created).await
        })
        .await
        .map_err(|error| if error.is_taken("categories.slug") { CategoryError::SlugTaken } else { error.into() })?;
    context.cache.drop_tags(&[Tag::Categories]).await;
    Ok(category)
}

/// Changes a category; its address stays.
pub async fn revise(
    context: &Context,
    actor: &Actor,
    slug: &str,
    patch: &CategoryPatch,
) -> Result<Category, CategoryError> {
    actor.allow(Permission::CategoriesManage)?;
    let category = context
        .database
        .write(|tx| async move {
            let id = categories::lock(&tx, slug).await?.ok_or(CategoryError::NotFound)?;
            let mut category = categories::find(&tx, id).await?.ok_or(CategoryError::NotFound)?;
            if let Some(name) = &patch.name {
                category.name = name.to_string();
            }
            if let Some(description) = &patch.description {
                category.description = description.to_string();
            }
            category.position = patch.position.unwrap_or(category.position);
            if !categories::update(&tx, &category).await? {
                return Err(CategoryError::NotFound);
            }
            let changed = Entry::new(Action::CategoryChanged).by(actor).about(category.id);
            audit::record(context, &tx, changed).await?;
            Ok(category)
        })
        .await?;
    context.cache.drop_tags(&[Tag::Categories, Tag::category(category.id)]).await;
    Ok(category)
}

/// Deletes a category that no published post is in.
pub async fn delete(context: &Context, actor: &Actor, slug: &str) -> Result<(), CategoryError> {
    actor.allow(Permission::CategoriesManage)?;
    let id = context
        .database
        .write(|tx| async move {
            let id = categories::lock(&tx, slug).await?.ok_or(CategoryError::NotFound)?;
            // Counted last: a post that is published at this moment would lose its category.
            categories::lock_unpublished(&tx, id).await?;
            let category = categories::find(&tx, id).await?.ok_or(CategoryError::NotFound)?;
            if category.post_count > 0 {
                return Err(CategoryError::InUse(category.post_count));
            }
            if !categories::delete(&tx, id).await? {
                return Err(CategoryError::NotFound);
            }
            let deleted = Entry::new(Action::CategoryDeleted).by(actor).about(id);
            audit::record(context, &tx, deleted).await?;
            Ok(id)
        })
        .await?;
    context.cache.drop_tags(&[Tag::Categories, Tag::category(id)]).await;
    Ok(())
}
