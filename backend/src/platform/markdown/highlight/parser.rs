//! A syntax applied to text line by line, within a budget.
//!
//! After the parser of syntect (MIT, <https://github.com/trishume/syntect>), whose contexts and patterns it reads. That one
//! has no end of its own: some syntaxes go round in circles for ever once their contexts lie a hundred deep, which a few
//! lines of badly closed brackets reach, and some patterns look at the rest of the line from every place in it. Here every
//! search is paid for before it is made (SECURITY C8). It is counted and never timed: the same text gives the same colours
//! on every machine.

use std::collections::HashMap;

use syntect::parsing::syntax_definition::{
    Context, ContextId, ContextReference, MatchOperation, MatchPattern, context_iter,
};
use syntect::parsing::{ParseState, Region, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::budget::Budget;

/// Patterns that may match one after the other without a byte of text between them.
const MAX_IDLE: usize = 200;

/// Contexts in one another; what would lie deeper is not entered.
const MAX_DEPTH: usize = 100;

/// Where in the text what happens to the stack of scopes.
pub(super) type Operations = Vec<(usize, ScopeStackOp)>;

/// What stands in force between two lines.
pub(super) struct Parser<'s> {
    set: &'s SyntaxSet,
    levels: Vec<Level<'s>>,
    /// Depths at which patterns were put before all others; those below do not count there.
    fronts: Vec<usize>,
    is_begun: bool,
    known: HashMap<ContextId, &'s Context>,
}

/// One context that is open.
struct Level<'s> {
    context: &'s Context,
    /// Contexts whose patterns come before those of all levels above.
    before: Vec<&'s Context>,
    captures: Option<(Region, String)>,
}

/// A pattern that matched.
struct Match<'s> {
    regions: Region,
    pattern: &'s MatchPattern,
    is_from_before: bool,
    would_loop: bool,
}

/// One line under way.
struct Line<'l> {
    text: &'l str,
    at: usize,
    /// The longest run of blanks.
    blanks: usize,
    /// Matches since text was last taken.
    idle: usize,
    found: HashMap<*const MatchPattern, Option<Region>>,
    /// Place and depth of the last context that was entered without taking any text.
    entered_at: (usize, usize),
    operations: Operations,
}

impl<'l> Line<'l> {
    fn new(text: &'l str) -> Self {
        let runs = text.as_bytes().chunk_by(|one, next| is_blank(*one) && is_blank(*next));
        let blanks = runs.filter(|run| run.first().is_some_and(|byte| is_blank(*byte))).map(<[u8]>::len).max();
        let found = HashMap::new();
        Self {
            text,
            at: 0,
            blanks: blanks.unwrap_or_default(),
            idle: 0,
            found,
            entered_at: (0, 0),
            operations: Vec::new(),
        }
    }
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace()
}

impl<'s> Parser<'s> {
    /// At the beginning of a text.
    pub fn new(set: &'s SyntaxSet, syntax: &SyntaxReference) -> Option<Self> {
        let mut parser = Self { set, levels: Vec::new(), fronts: Vec::new(), is_begun: false, known: HashMap::new() };
        let context = parser.context(&first_context(syntax)?)?;
        parser.levels.push(Level { context, before: Vec::new(), captures: None });
        Some(parser)
    }

    /// The operations of one line with its end; `None` once the budget is spent, and then this parser is of no more use.
    pub fn line(&mut self, text: &str, budget: &mut Budget) -> Option<Operations> {
        let mut line = Line::new(text);
        if !std::mem::replace(&mut self.is_begun, true)
            && let Some(scope) = self.levels.last()?.context.meta_content_scope.first()
        {
            line.operations.push((0, ScopeStackOp::Push(*scope)));
        }
        while self.token(&mut line, budget)? {}
        Some(line.operations)
    }

    /// Whether there may be more on this line.
    fn token(&mut self, line: &mut Line<'_>, budget: &mut Budget) -> Option<bool> {
        while self.fronts.last().is_some_and(|front| *front >= self.levels.len()) {
            self.fronts.pop();
        }
        let Some(found) = self.best_match(line, budget)? else { return Some(false) };
        if found.would_loop {
            // It would leave what was just entered, at the same place: as the editor that syntaxes are written for does,
            // a character is passed over.
            let next = line.text[line.at..].char_indices().nth(1).map(|(length, _)| line.at + length);
            line.at = next.unwrap_or(line.at);
            return Some(next.is_some());
        }
        let end = found.regions.pos(0)?.1;
        if end <= line.at && matches!(found.pattern.operation, MatchOperation::Push(_)) {
            line.entered_at = (end, self.levels.len() + 1);
        }
        line.idle = if end > line.at { 0 } else { line.idle + 1 };
        if line.idle > MAX_IDLE {
            budget.give_up();
            return None;
        }
        line.at = end;
        if found.is_from_before {
            self.fronts.push(self.levels.len());
        }
        self.note(line, &found)?;
        self.step(line.text, &found)?;
        Some(true)
    }

    /// The match that begins first; among those the one that is listed first.
    fn best_match(&mut self, line: &mut Line<'_>, budget: &mut Budget) -> Option<Option<Match<'s>>> {
        let top = self.levels.last()?;
        let prototype = match &top.context.prototype {
            Some(id) => Some(self.context(id)?),
            None => None,
        };
        let top = self.levels.last()?;
        let from = self.fronts.last().copied().unwrap_or_default();
        let before = self.levels.get(from..).unwrap_or_default().iter();
        let before =
            before.flat_map(|level| level.before.iter().map(|context| (true, *context, level.captures.as_ref())));
        let own = [prototype.map(|context| (false, context, None)), Some((false, top.context, top.captures.as_ref()))];
        let may_loop = line.entered_at == (line.at, self.levels.len());
        let (mut best, mut best_start): (Option<Match<'s>>, _) = (None, usize::MAX);
        for (is_from_before, context, captures) in before.chain(own.into_iter().flatten()) {
            for (holder, index) in context_iter(self.set, context) {
                let pattern = holder.match_at(index).ok()?;
                let Some(regions) = self.search(line, pattern, captures, budget)? else { continue };
                let (start, end) = regions.pos(0)?;
                let did_loop = best.as_ref().is_some_and(|best| best.would_loop);
                if start > best_start || (start == best_start && !did_loop) {
                    continue;
                }
                if matches!(pattern.operation, MatchOperation::Push(_)) && self.levels.len() >= MAX_DEPTH {
                    return Some(None);
                }
                best_start = start;
                let would_loop = may_loop && end <= line.at && matches!(pattern.operation, MatchOperation::Pop);
                best = Some(Match { regions, pattern, is_from_before, would_loop });
                if start == line.at && !would_loop {
                    return Some(best);
                }
            }
        }
        Some(best)
    }

    fn search(
        &self,
        line: &mut Line<'_>,
        pattern: &MatchPattern,
        captures: Option<&(Region, String)>,
        budget: &mut Budget,
    ) -> Option<Option<Region>> {
        budget.pay_look()?;
        match line.found.get(&std::ptr::from_ref(pattern)) {
            Some(Some(region)) if region.pos(0)?.0 >= line.at => return Some(Some(region.clone())),
            Some(None) => return Some(None),
            _ => {}
        }
        budget.pay_search(line.text.len() - line.at, line.blanks)?;
        let mut regions = Region::new();
        let captures = captures.filter(|_| pattern.has_captures);
        let is_found = match captures {
            Some((region, text)) => {
                budget.pay_pattern()?;
                let regex = pattern.regex_with_refs(region, text);
                regex.search(line.text, line.at, line.text.len(), Some(&mut regions))
            }
            None => pattern.regex().search(line.text, line.at, line.text.len(), Some(&mut regions)),
        };
        let found = is_found.then_some(regions).filter(|regions| {
            let is_empty = regions.pos(0).is_none_or(|(start, end)| start == end);
            match pattern.operation {
                MatchOperation::None => !is_empty,
                MatchOperation::Push(_) => self.levels.len() < MAX_DEPTH,
                _ => true,
            }
        });
        if captures.is_none() && (found.is_some() || !is_found) {
            line.found.insert(pattern, found.clone());
        }
        Some(found)
    }

    /// Writes the operations of a match down.
    fn note(&self, line: &mut Line<'_>, found: &Match<'s>) -> Option<()> {
        let ((start, end), pattern) = (found.regions.pos(0)?, found.pattern);
        self.note_meta(line, true, start, &pattern.operation)?;
        line.operations.extend(pattern.scope.iter().map(|scope| (start, ScopeStackOp::Push(*scope))));
        let mut captured = Vec::new();
        for (number, scopes) in pattern.captures.iter().flatten() {
            if let Some((from, to)) = found.regions.pos(*number).filter(|(from, to)| from != to) {
                // What is longer lies further out; what ends somewhere ends before others begin there.
                let pushes = scopes.iter().map(|scope| ((from, -((to - from) as i64)), ScopeStackOp::Push(*scope)));
                captured.extend(pushes);
                captured.push(((to, i64::MIN), ScopeStackOp::Pop(scopes.len())));
            }
        }
        captured.sort_by_key(|(place, _)| *place);
        line.operations.extend(captured.into_iter().map(|((at, _), operation)| (at, operation)));
        if !pattern.scope.is_empty() {
            line.operations.push((end, ScopeStackOp::Pop(pattern.scope.len())));
        }
        self.note_meta(line, false, end, &pattern.operation)
    }

    /// The scopes that contexts have of their own, before and after the text that enters or leaves them.
    fn note_meta(&self, line: &mut Line<'_>, is_before: bool, at: usize, operation: &MatchOperation) -> Option<()> {
        let current = self.levels.last()?.context;
        let mut push = |operation| line.operations.push((at, operation));
        let (targets, is_set) = match operation {
            MatchOperation::None => return Some(()),
            MatchOperation::Pop => {
                let scopes = if is_before { &current.meta_content_scope } else { &current.meta_scope };
                if !scopes.is_empty() {
                    push(ScopeStackOp::Pop(scopes.len()));
                }
                if !is_before && current.clear_scopes.is_some() {
                    push(ScopeStackOp::Restore);
                }
                return Some(());
            }
            MatchOperation::Push(targets) => (targets, false),
            MatchOperation::Set(targets) => (targets, true),
        };
        let targets: Vec<_> = targets.iter().map(|target| target.resolve(self.set).ok()).collect::<Option<_>>()?;
        if is_before {
            if is_set && current.clear_scopes.is_some() {
                push(ScopeStackOp::Restore);
            }
            for target in targets {
                target
                    .clear_scopes
                    .filter(|_| !is_set)
                    .into_iter()
                    .for_each(|amount| push(ScopeStackOp::Clear(amount)));
                target.meta_scope.iter().for_each(|scope| push(ScopeStackOp::Push(*scope)));
            }
            return Some(());
        }
        let left = if is_set { current.meta_content_scope.len() + current.meta_scope.len() } else { 0 };
        let is_changed =
            |target: &&Context| !target.meta_content_scope.is_empty() || (target.clear_scopes.is_some() && is_set);
        if left == 0 && !targets.iter().any(is_changed) {
            return Some(());
        }
        let ends = left + targets.iter().map(|target| target.meta_scope.len()).sum::<usize>();
        if ends > 0 {
            push(ScopeStackOp::Pop(ends));
        }
        for target in targets {
            target.clear_scopes.filter(|_| is_set).into_iter().for_each(|amount| push(ScopeStackOp::Clear(amount)));
            let scopes = target.meta_scope.iter().chain(&target.meta_content_scope);
            scopes.for_each(|scope| push(ScopeStackOp::Push(*scope)));
        }
        Some(())
    }

    /// Enters and leaves contexts.
    fn step(&mut self, text: &str, found: &Match<'s>) -> Option<()> {
        let (targets, mut before) = match &found.pattern.operation {
            MatchOperation::None => return Some(()),
            MatchOperation::Pop => {
                self.levels.pop();
                return Some(());
            }
            MatchOperation::Push(targets) => (targets, Vec::new()),
            MatchOperation::Set(targets) => (targets, self.levels.pop()?.before),
        };
        for (number, target) in targets.iter().enumerate() {
            let mut before = std::mem::take(&mut before);
            if let Some(more) = found.pattern.with_prototype.as_ref().filter(|_| number + 1 == targets.len()) {
                before.push(more.resolve(self.set).ok()?);
            }
            let context = target.resolve(self.set).ok()?;
            let refers_back = context.uses_backrefs || before.iter().any(|context| context.uses_backrefs);
            let captures = refers_back.then(|| (found.regions.clone(), text.to_owned()));
            self.levels.push(Level { context, before, captures });
        }
        Some(())
    }

    fn context(&mut self, id: &ContextId) -> Option<&'s Context> {
        if let Some(context) = self.known.get(id) {
            return Some(context);
        }
        let context = reference(id)?.resolve(self.set).ok()?;
        self.known.insert(*id, context);
        Some(context)
    }
}

/// Contexts are found by references, and a reference is made of a number in this way alone.
fn reference(id: &ContextId) -> Option<ContextReference> {
    serde_json::from_value(serde_json::json!({ "Direct": id })).ok()
}

/// Where a syntax begins: its own parser knows, and says so in its debug form alone.
fn first_context(syntax: &SyntaxReference) -> Option<ContextId> {
    let told = format!("{:?}", ParseState::new(syntax));
    let number = |name: &str| {
        let digits = told.split_once(name)?.1.trim_start_matches([':', ' ']);
        digits.split(|c: char| !c.is_ascii_digit()).next()?.parse::<usize>().ok()
    };
    let (syntax_index, context_index) = (number("syntax_index")?, number("context_index")?);
    serde_json::from_value(serde_json::json!({"syntax_index": syntax_index, "context_index": context_index})).ok()
}
