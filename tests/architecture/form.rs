//! What a file may look like.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::source::{File, is_test};

const LINES_MAX: usize = 400;

/// `mod.rs` files that hold more than declarations, and why.
const FULL_MODULES: [(&str, &str); 1] =
    [("policy/set/mod.rs", "the valid policy set itself, whose fields only `policy` may fill")];

const PRINTING: [&str; 5] = ["print", "println", "eprint", "eprintln", "dbg"];
const PANICKING: [&str; 4] = ["panic", "todo", "unimplemented", "unreachable"];

/// A file that is too long.
pub fn length(file: &File) -> Vec<String> {
    let lines = file.text.lines().count();
    if lines <= LINES_MAX {
        return Vec::new();
    }
    vec![file.wrong(lines, &format!("{lines} lines; the most are {LINES_MAX}: split the file"))]
}

/// Items in a `mod.rs` other than modules and imports.
pub fn modules(file: &File) -> Vec<String> {
    let is_module = file.path.ends_with("/mod.rs");
    if !is_module || FULL_MODULES.iter().any(|(path, _)| *path == file.path) {
        return Vec::new();
    }
    let others = file.syntax.items.iter().filter(|item| match item {
        syn::Item::Mod(module) => module.content.is_some() && !is_test(&module.attrs),
        syn::Item::Use(_) => false,
        _ => true,
    });
    let what = "a `mod.rs` holds docs, modules and re-exports alone: move this item to a file of its own";
    others.map(|item| file.wrong(syn::spanned::Spanned::span(item).start().line, what)).collect()
}

/// Printing anywhere but in `cli`.
pub fn printing(file: &File) -> Vec<String> {
    if file.top() == "cli" {
        return Vec::new();
    }
    let macros = Calls::of(file).macros.into_iter().filter(|(name, _)| PRINTING.contains(&name.as_str()));
    macros.map(|(name, span)| file.wrong(span.start().line, &format!("`{name}!` prints, and only `cli` may"))).collect()
}

/// What could end the program.
pub fn panics(file: &File) -> Vec<String> {
    let calls = Calls::of(file);
    let macros = calls.macros.into_iter().filter(|(name, _)| PANICKING.contains(&name.as_str()));
    let macros = macros.map(|(name, span)| (format!("{name}!"), span));
    let methods = calls.methods.into_iter().filter(|(name, _)| name == "unwrap" || name == "expect");
    macros
        .chain(methods)
        .map(|(name, span)| file.wrong(span.start().line, &format!("`{name}` can end the program; handle the case")))
        .collect()
}

/// The macros and methods that are called outside of tests.
#[derive(Default)]
struct Calls {
    macros: Vec<(String, Span)>,
    methods: Vec<(String, Span)>,
}

impl Calls {
    fn of(file: &File) -> Self {
        let mut calls = Self::default();
        calls.visit_file(&file.syntax);
        calls
    }

    /// Macros are tokens: `name!` calls a macro, `.name(` calls a method.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(ident) if is_punct(tokens.get(at + 1), '!') && !is_punct(tokens.get(at + 2), '=') => {
                    self.macros.push((ident.to_string(), ident.span()));
                }
                TokenTree::Ident(ident) if at > 0 && is_punct(tokens.get(at - 1), '.') => {
                    if matches!(tokens.get(at + 1), Some(TokenTree::Group(_))) {
                        self.methods.push((ident.to_string(), ident.span()));
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }
}

fn is_punct(token: Option<&TokenTree>, character: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == character)
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.methods.push((call.method.to_string(), call.method.span()));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        if let Some(last) = called.path.segments.last() {
            self.macros.push((last.ident.to_string(), last.ident.span()));
        }
        self.tokens(called.tokens.clone());
        visit::visit_macro(self, called);
    }
}
