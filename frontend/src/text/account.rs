//! The words of signing in, making an account and setting the site up.

/// Title of the sign-in page.
pub const SIGN_IN: &str = "Sign in";
/// Field.
pub const LOGIN: &str = "Username or e-mail address";
/// Field.
pub const PASSWORD: &str = "Password";
/// Button in the password field.
pub const SHOW: &str = "Show";
/// Button in the password field.
pub const HIDE: &str = "Hide";
/// Link to the page for those who have forgotten.
pub const FORGOT_LINK: &str = "Forgot your password?";
/// Before the link to the registration page.
pub const NO_ACCOUNT: &str = "New here?";
/// Link to the registration page.
pub const REGISTER_LINK: &str = "Create an account";
/// The sign-in failed.
pub const WRONG_CREDENTIALS: &str = "The name or the password is wrong.";
/// A field was left empty.
pub const LOGIN_MISSING: &str = "The name is missing.";
/// A field was left empty.
pub const PASSWORD_MISSING: &str = "The password is missing.";

/// Title of the registration page.
pub const REGISTER: &str = "Create an account";
/// Beneath it.
pub const REGISTER_LEAD: &str = "To write, to comment, and to be found by readers.";
/// Field.
pub const USERNAME: &str = "Username";
/// Beneath it.
pub const USERNAME_HINT: &str = "Letters, digits, _ and -. It is public and part of your page's address.";
/// Field.
pub const DISPLAY_NAME: &str = "Name to show";
/// Beneath it.
pub const DISPLAY_NAME_HINT: &str = "Beside your posts and comments. Empty shows the username.";
/// Field.
pub const EMAIL: &str = "E-mail address";
/// Beneath it.
pub const EMAIL_HINT: &str = "Never shown to others.";
/// Beneath the password of a new account.
pub const PASSWORD_HINT: &str = "8 to 128 characters. A few unrelated words make a good one.";
/// What the meter beneath a new password says before its score.
pub const STRENGTH: &str = "Strength";
/// How hard a password is to guess, from the least on.
pub const STRENGTHS: [&str; 5] = ["guessed at once", "easily guessed", "could be better", "good", "very good"];
/// Field, where staff let people in one by one.
pub const NOTE: &str = "A few words about you";
/// Beneath it.
pub const NOTE_HINT: &str = "For the people who keep this site; nobody else reads them.";
/// Before the name of the link to the terms.
pub const TERMS_READ: &str = "Read the";
/// The link to the terms.
pub const TERMS_LINK: &str = "terms of this site";
/// Title of the terms where they stand on the page.
pub const TERMS: &str = "Terms of this site";
/// Field.
pub const TERMS_AGREE: &str = "I have read the terms and agree to them";
/// The terms were not agreed to.
pub const TERMS_MISSING: &str = "Please agree to the terms of this site first.";
/// What a field that people do not see is called, for programs that read pages aloud.
pub const TRAP: &str = "Leave this field empty";
/// Beneath the title, where staff let people in one by one.
pub const REGISTER_APPROVAL_LEAD: &str =
    "The people who keep this site look at each new account. You can sign in once they have let you in.";
/// Beneath the title, with an invitation.
pub const REGISTER_INVITED_LEAD: &str = "You are invited: choose a name and a password.";
/// The site takes new accounts by invitation, and there is none.
pub const INVITATION_NEEDED: &str = "This site takes new accounts by invitation";
/// What to do.
pub const INVITATION_NEEDED_HINT: &str = "If you were sent a link, open the whole of it, with everything behind the # sign. Otherwise ask somebody of the site.";
/// Button.
pub const REGISTER_BUTTON: &str = "Create account";
/// Before the link to the sign-in page.
pub const HAVE_ACCOUNT: &str = "Already have an account?";
/// The site takes no new accounts.
pub const REGISTRATION_CLOSED: &str = "This site does not take new accounts at present.";
/// The account is there, but the sign-in after it failed.
pub const REGISTERED_TITLE: &str = "One more step";
/// After a short absence of the server, or where the address must be confirmed first.
pub const GO_SIGN_IN: &str = "Go to the sign-in page";
/// After signing in.
pub const WELCOME_BACK: &str = "You are signed in.";
/// After signing out.
pub const SIGNED_OUT: &str = "You are signed out.";

/// Which addresses the site takes.
pub fn only_domains(domains: &[String]) -> String {
    format!("This site takes e-mail addresses of {} only.", domains.join(", "))
}

/// Title of the dialog where a session has ended.
pub const ENDED: &str = "Please sign in again";
/// What has happened.
pub const ENDED_TEXT: &str = "Your session has ended. Everything you typed is still here.";
/// Puts it off.
pub const NOT_NOW: &str = "Not now";
/// Nobody signs in again: the page is made anew for a stranger.
pub const GO_ON_AS_STRANGER: &str = "Go on as a stranger";
/// In the bar that stays while a session has ended.
pub const ENDED_BAR: &str = "Your session has ended. Sign in again to save what you type.";

/// In the bar on a page that belongs to somebody who is no longer there, and holds what they typed.
pub fn succeeded_by(name: &str) -> String {
    format!("{name} has signed in in this browser. This page is still yours, but nothing can be sent from it.")
}

/// Button beside it.
pub const LOAD_ANEW: &str = "Load the page anew";
/// Question before what is typed is lost.
pub const LOSS_TITLE: &str = "Lose what you typed?";
/// What it means.
pub const LOSS_TEXT: &str = "Something you typed on this page is not kept on this device. It is gone if you go on.";
/// Button.
pub const LOSE: &str = "Go on without it";
/// Button.
pub const COPY_TYPED: &str = "Copy it";
/// Button.
pub const STAY_HERE: &str = "Stay on this page";
/// After copying.
pub const TYPED_COPIED: &str = "Copied. Paste it where it is safe.";
/// After a failed attempt.
pub const TYPED_NOT_COPIED: &str = "This browser does not let us copy. Select the text in its field and copy it there.";

/// On the page that was loaded anew for somebody else.
pub fn signed_in_as(name: &str) -> String {
    format!("{name} has signed in in this browser. The page was loaded anew.")
}

/// Title of the set-up page.
pub const SET_UP: &str = "Set up your site";
/// Beneath it.
pub const SET_UP_LEAD: &str =
    "Two short steps: name the site, and make its first admin. You can change all of it later.";
/// First part.
pub const SITE_PART: &str = "The site";
/// Second part.
pub const OWNER_PART: &str = "Its first admin";
/// Field.
pub const SITE_NAME: &str = "Name of the site";
/// In the empty field.
pub const SITE_NAME_EXAMPLE: &str = "The Evening Post";
/// Field.
pub const SITE_DESCRIPTION: &str = "What it is about";
/// Beneath it.
pub const SITE_DESCRIPTION_HINT: &str = "A sentence or two, for the front page and for search engines.";
/// Field.
pub const SITE_LANGUAGE: &str = "Language";
/// Beneath it.
pub const SITE_LANGUAGE_HINT: &str = "A language tag, such as en, de or pt-BR.";
/// Field.
pub const SITE_ADDRESS: &str = "Address";
/// Beneath it.
pub const SITE_ADDRESS_HINT: &str = "What people type to get here, as the server is configured with it.";
/// Button.
pub const SET_UP_BUTTON: &str = "Open the site";
/// The link has no secret in it.
pub const SET_UP_NO_TOKEN: &str = "This link is not complete";
/// What to do.
pub const SET_UP_NO_TOKEN_HINT: &str =
    "Open the whole set-up link that the server printed when it started, with everything behind the # sign.";
/// The site is set up.
pub const SET_UP_DONE: &str = "The site is set up already";
/// What to do.
pub const SET_UP_DONE_HINT: &str = "Sign in as its admin.";
/// After it is done.
pub const SET_UP_WELCOME: &str = "Your site is open. Write its first post.";
