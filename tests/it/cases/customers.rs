//! Single customers, their accounts and their photos.
