//! What the export says of itself. English in 1.0.

/// `README.txt`. Lines end as every system's simplest program reads them.
pub(super) fn readme(site: &str, address: &str, username: &str, moment: &str) -> String {
    let text = format!(
        "Your data on {site} ({address})\n\
         Account: {username}. Made on {moment}.\n\
         \n\
         _posts/            Your posts that were published, scheduled or archived, one Markdown file each. The block\n\
         \x20                  between the lines of +++ (TOML) says title, date, address, tags and so on.\n\
         _drafts/           Your posts that nobody else sees: drafts, removed and deleted ones.\n\
         media/             Your pictures, in every size that the site keeps. Texts name them as ../media/...\n\
         media.json         What your pictures show, their sizes, and when you uploaded them.\n\
         comments.json      Your comments, with the post and the comment that each stands beneath.\n\
         likes.json         Posts and comments that you like, and since when.\n\
         bookmarks.json     Posts that you have put aside.\n\
         follows.json       People and tags that you follow.\n\
         blocks.json        People whom you have blocked or muted.\n\
         muted-threads.json Posts about which you want to hear nothing.\n\
         notifications.json What you were told of, by the ids of what it was about.\n\
         notification-settings.json  Which notifications you want, and on which way, where you have chosen that.\n\
         profile.json       Your account: names, address, page, roles, and when it was made.\n\
         sessions.json      Where you are signed in.\n\
         tokens.json        Your personal access tokens: what they are called and may do, never the tokens themselves.\n\
         second-factors.json  Your authenticator app and passkeys: names and times, never their secrets.\n\
         audit-log.json     What was written down about your account: by you, and by others about you.\n\
         \n\
         To bring the posts to another Broadsheet, unpack this file into a folder and run there\n\
         \n\
         \x20   broadsheet import markdown FOLDER\n\
         \n\
         Jekyll, Hugo and Zola read the posts as well. Times are UTC. Texts are UTF-8.\n\
         \n\
         Who has this file knows all that stands in it: keep it as you would keep letters.\n"
    );
    text.replace('\n', "\r\n")
}
