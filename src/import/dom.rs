//! A page of HTML as a tree, put together by html5ever as a browser would.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};

/// A node, by its place in the tree.
pub(super) type NodeId = usize;

/// The document itself.
const DOCUMENT: NodeId = 0;

/// A tree.
#[derive(Debug)]
pub(super) struct Dom {
    nodes: Vec<DomNode>,
}

/// A node.
#[derive(Debug)]
struct DomNode {
    data: NodeData,
    parent: Option<NodeId>,
    children: Vec<NodeId>,
}

#[derive(Debug)]
enum NodeData {
    Element(QualName, Vec<Attribute>),
    Text(String),
    Other,
}

impl Dom {
    /// Reads a page.
    pub(super) fn read(text: &str) -> Self {
        let sink = DomBuilder { nodes: RefCell::new(vec![DomNode::new(NodeData::Other)]) };
        parse_document(sink, ParseOpts::default()).one(text)
    }

    pub(super) fn root() -> NodeId {
        DOCUMENT
    }

    pub(super) fn children(&self, node: NodeId) -> &[NodeId] {
        &self.nodes[node].children
    }

    pub(super) fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.nodes[node].parent
    }

    /// The name of an element; empty for anything else.
    pub(super) fn name(&self, node: NodeId) -> &str {
        match &self.nodes[node].data {
            NodeData::Element(name, _) => &name.local,
            _ => "",
        }
    }

    /// The words of a text.
    pub(super) fn text(&self, node: NodeId) -> Option<&str> {
        match &self.nodes[node].data {
            NodeData::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, node: NodeId, name: &str) -> Option<&str> {
        match &self.nodes[node].data {
            NodeData::Element(_, attributes) => {
                attributes.iter().find(|found| &*found.name.local == name).map(|found| &*found.value)
            }
            _ => None,
        }
    }

    /// All nodes below one, it included, in the order of the page.
    pub(super) fn below(&self, node: NodeId) -> Vec<NodeId> {
        let mut found = Vec::new();
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            found.push(node);
            open.extend(self.nodes[node].children.iter().rev());
        }
        found
    }
}

impl DomNode {
    fn new(data: NodeData) -> Self {
        Self { data, parent: None, children: Vec::new() }
    }
}

/// Builds the tree.
struct DomBuilder {
    nodes: RefCell<Vec<DomNode>>,
}

/// The name of an element, for the parser.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl DomBuilder {
    fn add(&self, data: NodeData) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(DomNode::new(data));
        nodes.len() - 1
    }

    fn detach(&self, node: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[node].parent.take() {
            nodes[parent].children.retain(|child| *child != node);
        }
    }

    /// Puts something among the children of `parent`, at the place `at`.
    fn insert(&self, parent: NodeId, at: usize, child: NodeOrText<NodeId>) {
        match child {
            NodeOrText::AppendText(text) => {
                let before = at.checked_sub(1).map(|at| self.nodes.borrow()[parent].children[at]);
                if let Some(before) = before
                    && let NodeData::Text(words) = &mut self.nodes.borrow_mut()[before].data
                {
                    words.push_str(&text);
                    return;
                }
                let node = self.add(NodeData::Text(text.to_string()));
                self.link(parent, at, node);
            }
            NodeOrText::AppendNode(node) => {
                self.detach(node);
                let at = at.min(self.nodes.borrow()[parent].children.len());
                self.link(parent, at, node);
            }
        }
    }

    fn link(&self, parent: NodeId, at: usize, node: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        nodes[parent].children.insert(at, node);
        nodes[node].parent = Some(parent);
    }
}

impl TreeSink for DomBuilder {
    type Handle = NodeId;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        Dom { nodes: self.nodes.into_inner() }
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name {
        match &self.nodes.borrow()[*target].data {
            NodeData::Element(name, _) => Name(name.clone()),
            _ => Name(QualName::new(None, Namespace::default(), LocalName::default())),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> NodeId {
        self.add(NodeData::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.add(NodeData::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.add(NodeData::Other)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let at = self.nodes.borrow()[*parent].children.len();
        self.insert(*parent, at, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        if self.nodes.borrow()[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// What stands in a template is shown nowhere; here it stands in the element itself.
    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        *target
    }

    fn same_node(&self, a: &NodeId, b: &NodeId) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(node) = &child {
            self.detach(*node);
        }
        let place = {
            let nodes = self.nodes.borrow();
            nodes[*sibling].parent.and_then(|parent| {
                let at = nodes[parent].children.iter().position(|child| child == sibling)?;
                Some((parent, at))
            })
        };
        if let Some((parent, at)) = place {
            self.insert(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, new: Vec<Attribute>) {
        if let NodeData::Element(_, attributes) = &mut self.nodes.borrow_mut()[*target].data {
            for attribute in new {
                if attributes.iter().all(|known| known.name != attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[*node].children);
        for child in &children {
            nodes[*child].parent = Some(*new_parent);
        }
        nodes[*new_parent].children.extend(children);
    }
}
