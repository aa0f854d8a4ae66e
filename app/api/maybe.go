package api

import (
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Maybe is a value or null; the description of the routes says so.
type Maybe[T any] struct{ V *T }

// MarshalJSON writes the value, or null.
func (m Maybe[T]) MarshalJSON() ([]byte, error) { return json.Marshal(m.V) }

// UnmarshalJSON reads the value, or null.
func (m *Maybe[T]) UnmarshalJSON(b []byte) error { return json.Unmarshal(b, &m.V) }

// Schema is asked for by huma.
func (Maybe[T]) Schema(r huma.Registry) *huma.Schema {
	return &huma.Schema{OneOf: []*huma.Schema{r.Schema(reflect.TypeFor[T](), true, ""), {Type: "null"}}}
}
