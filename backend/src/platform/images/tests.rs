//! Uploads against rows D1, D2, D3 and D5 of the threat list.

use super::*;

#[test]
fn d1_an_svg_is_not_an_upload() {
    assert_eq!(process(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(ImageError::Unsupported));
}
