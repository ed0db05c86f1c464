//! The renderer against its promises: CommonMark, the sanitiser's list, hostile input, caps.

use super::*;

fn post(source: &str) -> Rendered {
    Markdown::new().render(source, Profile::Post).unwrap()
}

#[test]
fn a_small_post_renders() {
    let rendered = post(
        "# Hello\n\nWorld **bold** `code`.\n\n```rust,ignore\nfn main() { let a = 1; } // hi\n```\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\nNote[^1] [x](#hello) ![p](/media/abc-1.png) ![q](https://e.org/x.png)\n\n- [x] done\n\n[^1]: foot\n",
    );
    println!("{}", rendered.html);
    println!("{rendered:?}");
}
