package body_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"bangtin/app/body"
)

// sound holds what must be true of any two lists of blocks and the changes
// between them.
func sound(t *testing.T, old, new []body.Node, changes []body.BlockChange) {
	t.Helper()
	seen := make([]bool, len(old))
	next, stayed := 0, -1
	for _, c := range changes {
		if (c.Old == nil) != (c.OldIndex < 0) || (c.New == nil) != (c.NewIndex < 0) {
			t.Fatalf("an index without a block: %+v", c)
		}
		if c.New != nil {
			if c.NewIndex != next || c.New != &new[next] {
				t.Fatalf("new block %d stands where %d should", c.NewIndex, next)
			}
			next++
		}
		if c.Old != nil {
			if seen[c.OldIndex] || c.Old != &old[c.OldIndex] {
				t.Fatalf("old block %d stands there twice", c.OldIndex)
			}
			seen[c.OldIndex] = true
		}
		if c.Old != nil && c.New != nil && !c.Moved {
			if c.OldIndex <= stayed {
				t.Fatalf("old block %d stayed but changed its order", c.OldIndex)
			}
			stayed = c.OldIndex
		}
		soundChange(t, c)
	}
	if next != len(new) || slices.Contains(seen, false) {
		t.Fatalf("%d of %d new blocks, old ones %v", next, len(new), seen)
	}
}

func soundChange(t *testing.T, c body.BlockChange) {
	t.Helper()
	if c.Spans == nil || c.Attrs == nil || c.Parts == nil {
		t.Fatalf("a nil list in %+v", c)
	}
	want := map[[2]bool][]body.Kind{
		{true, false}: {body.Removed}, {false, true}: {body.Added}, {true, true}: {body.Same, body.Changed, body.Moved},
	}[[2]bool{c.Old != nil, c.New != nil}]
	if !slices.Contains(want, c.Kind) || c.Kind == body.Moved && !c.Moved || c.Kind == body.Same && c.Moved {
		t.Fatalf("kind %s, moved %v", c.Kind, c.Moved)
	}
	was, isOld := words(c.Old)
	is, isNew := words(c.New)
	if isOld && isNew {
		soundSpans(t, c.Spans, was, is)
	}
	switch c.Kind {
	case body.Same, body.Moved:
		if len(c.Attrs)+len(c.Parts) > 0 || slices.ContainsFunc(c.Spans, func(s body.Span) bool { return s.Kind != body.Same }) {
			t.Fatalf("%s but different: %+v", c.Kind, c)
		}
	case body.Changed:
		if reflect.DeepEqual(*c.Old, *c.New) {
			t.Fatalf("changed but equal: %+v", c)
		}
		if len(c.Parts) > 0 {
			sound(t, c.Old.Content, c.New.Content, c.Parts)
		}
	}
	for _, a := range c.Attrs {
		if a.Spans == nil || reflect.DeepEqual(a.Old, a.New) {
			t.Fatalf("attribute %+v", a)
		}
	}
}

// words is the text of a paragraph or heading without foreign nodes; that of
// no block is empty.
func words(n *body.Node) (s string, ok bool) {
	if n == nil {
		return "", true
	}
	if n.Type != "paragraph" && n.Type != "heading" {
		return "", false
	}
	for _, child := range n.Content {
		switch {
		case child.Type == "text" && len(child.Content) == 0:
			s += child.Text
		case child.Type == "hard_break" && len(child.Content) == 0:
			s += "\n"
		default:
			return "", false
		}
	}
	return s, true
}

func soundSpans(t *testing.T, spans []body.Span, old, new string) {
	t.Helper()
	var was, is strings.Builder
	for k, s := range spans {
		if s.Text == "" || s.Marks == nil || s.OldMarks == nil {
			t.Fatalf("span %+v", s)
		}
		if s.Kind != body.Added {
			was.WriteString(s.Text)
		}
		if s.Kind != body.Removed {
			is.WriteString(s.Text)
		}
		if k > 0 && s.Kind == body.Removed && spans[k-1].Kind == body.Added {
			t.Fatalf("words added before those removed: %s", inked(spans))
		}
	}
	if was.String() != old || is.String() != new {
		t.Fatalf("%s\nis not the way from\n%q\nto\n%q", inked(spans), old, new)
	}
}
