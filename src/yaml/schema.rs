//! Shapes -> JSON Schema 2020-12, for editors that complete and check while typing.

use serde_json::{Map, Value, json};

use super::shape::{Shape, TableKey, ValueKind};

/// The schema of files of `shape`.
#[must_use]
pub fn of_file(shape: &'static Shape) -> Value {
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("title".into(), json!(format!("{} / {}", shape.zh, shape.en)));
    schema.extend(of_mapping(shape));
    Value::Object(schema)
}

fn of_mapping(shape: &'static Shape) -> Map<String, Value> {
    let mut properties = Map::new();
    let mut conditions = Vec::new();
    for key in shape.keys {
        for (name, description) in [(key.zh, key.doc_zh), (key.en, key.doc_en)] {
            let mut value = of_kind(key.kind);
            if let Some(value) = value.as_object_mut() {
                value.insert("description".into(), json!(description));
            }
            properties.insert(name.into(), value);
        }
        let both = json!({"required": [key.zh, key.en]});
        conditions.push(json!({ "not": both }));
        if key.required {
            conditions.push(json!({"anyOf": [{"required": [key.zh]}, {"required": [key.en]}]}));
        }
    }
    let mut schema = Map::new();
    schema.insert("type".into(), json!("object"));
    schema.insert("properties".into(), Value::Object(properties));
    schema.insert("additionalProperties".into(), json!(false));
    schema.insert("allOf".into(), Value::Array(conditions));
    schema
}

fn of_kind(kind: ValueKind) -> Value {
    match kind {
        ValueKind::Text | ValueKind::Code => scalar(),
        ValueKind::Body => json!({"type": "string"}),
        ValueKind::Date => date(),
        ValueKind::Integer(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        ValueKind::Flag => json!({"enum": [true, false, "是", "否"]}),
        ValueKind::Choice(choices) => {
            let words: Vec<&str> = choices.iter().flat_map(|choice| [choice.zh, choice.en]).collect();
            json!({ "enum": words })
        }
        ValueKind::Names | ValueKind::Texts => json!({"anyOf": [scalar(), list_of(&scalar())]}),
        ValueKind::Record(shape) => Value::Object(of_mapping(shape)),
        ValueKind::Records(shape) => list_of(&Value::Object(of_mapping(shape))),
        ValueKind::TextsOrRecords(shape) => {
            json!({"anyOf": [scalar(), list_of(&json!({"anyOf": [scalar(), of_mapping(shape)]}))]})
        }
        ValueKind::TextOrRecords(shape) => {
            json!({"anyOf": [scalar(), list_of(&Value::Object(of_mapping(shape)))]})
        }
        ValueKind::Table(key) => table(key, &scalar()),
        ValueKind::Tables(keys) => tables(keys),
        ValueKind::FileOrTables(keys) => json!({"anyOf": [{"type": "string"}, tables(keys)]}),
        ValueKind::Bodies => table(TableKey::Year, &json!({"type": "string"})),
        ValueKind::Dates(shape) => {
            json!({"type": "object", "additionalProperties": {"anyOf": [date(), of_mapping(shape)]}})
        }
    }
}

fn date() -> Value {
    json!({"type": "string", "examples": ["2023-04-10", "2023-04-10 09:00"]})
}

fn scalar() -> Value {
    json!({"type": ["string", "number", "null"]})
}

fn list_of(items: &Value) -> Value {
    json!({"type": "array", "items": items})
}

fn tables(keys: &[TableKey]) -> Value {
    keys.iter().rev().fold(scalar(), |values, key| table(*key, &values))
}

fn table(key: TableKey, values: &Value) -> Value {
    match key {
        TableKey::Year => {
            json!({"type": "object", "propertyNames": {"pattern": "^[0-9]{4}$"}, "additionalProperties": values})
        }
        TableKey::Period | TableKey::Indicator | TableKey::Area | TableKey::Question | TableKey::Rule => {
            json!({"type": "object", "additionalProperties": values})
        }
    }
}
