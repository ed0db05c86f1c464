//! An answer that is a file, and may be large.
//!
//! The browser keeps the bytes of a `Blob` outside the page's memory, on its disk where they are many, and tells how many
//! have come: so the one credential stays in memory and in a header field, and none stands in an address or a cookie that
//! another site could have sent. There is no deadline: the file takes as long as the line does.

use std::rc::Rc;

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;

use super::{ApiError, Body, Call, is_refused_token};

/// Hears how many bytes have come.
type Progress = Rc<dyn Fn(u64)>;

impl Call {
    /// The answer's body as a file.
    pub async fn download(self, on_progress: impl Fn(u64) + 'static) -> Result<web_sys::Blob, ApiError> {
        let on_progress: Progress = Rc::new(on_progress);
        let Some(credentials) = self.credentials.clone() else { return self.receive(None, on_progress).await };
        let token = credentials.token().await;
        match (self.receive(token.as_deref(), Rc::clone(&on_progress)).await, token) {
            (Err(error), Some(token)) if is_refused_token(&error) => match credentials.renew(token).await {
                Ok(Some(token)) => self.receive(Some(&token), on_progress).await,
                Ok(None) => Err(error),
                Err(unreachable) => Err(unreachable),
            },
            (answer, _) => answer,
        }
    }

    async fn receive(&self, token: Option<&str>, on_progress: Progress) -> Result<web_sys::Blob, ApiError> {
        let answer = self.request(token, on_progress).await.map_err(|_| ApiError::Offline)?;
        let (status, blob) = answer.ok_or(ApiError::Offline)?;
        if (200..=299).contains(&status) {
            return Ok(blob);
        }
        let text = JsFuture::from(blob.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
        Err(match serde_json::from_str(&text) {
            Ok(problem) => ApiError::Problem(Box::new(problem)),
            Err(_) => ApiError::Unreadable(status),
        })
    }

    /// Status and body; `None` if the line broke.
    async fn request(
        &self,
        token: Option<&str>,
        on_progress: Progress,
    ) -> Result<Option<(u16, web_sys::Blob)>, JsValue> {
        let request = web_sys::XmlHttpRequest::new()?;
        request.open_with_async(self.method, &self.address, true)?;
        request.set_response_type(web_sys::XmlHttpRequestResponseType::Blob);
        for (name, value) in &self.headers {
            request.set_request_header(name, value)?;
        }
        if let Some(token) = token {
            request.set_request_header("Authorization", &format!("Bearer {token}"))?;
        }
        let heard = Closure::<dyn Fn(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
            on_progress(event.loaded() as u64);
        });
        request.set_onprogress(Some(heard.as_ref().unchecked_ref()));
        let ended = js_sys::Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
        match &self.body {
            Body::Json(text) => {
                request.set_request_header("Content-Type", "application/json")?;
                request.send_with_opt_str(Some(text))?;
            }
            _ => request.send()?,
        }
        JsFuture::from(ended).await?;
        let status = request.status()?;
        // After an error on the way the browser says 0, whatever the head of the answer was.
        if status == 0 {
            return Ok(None);
        }
        Ok(request.response()?.dyn_into().ok().map(|blob| (status, blob)))
    }
}
