//! Random keys that tell a repeated request, or an opened editor, from another.

/// 128 random bits as 32 hexadecimal digits.
pub fn fresh() -> String {
    let mut bytes = [0_u8; 16];
    let crypto = leptos::prelude::window().crypto();
    let is_filled = crypto.is_ok_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !is_filled {
        // Such a key only has to differ from this person's last ones.
        bytes.fill_with(|| (js_sys::Math::random() * 256.0) as u8);
    }
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
