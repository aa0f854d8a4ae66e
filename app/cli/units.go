package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"bangtin/app"
	"bangtin/app/convert"

	"github.com/spf13/cobra"
)

func (p *program) unitsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "units",
		Short: "Danh mục đơn vị và trang web của các đơn vị (the directory of units)",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	var a unitsArgs
	bring := &cobra.Command{
		Use:   "import TỆP",
		Short: "Nhập danh mục từ CSV hoặc JSON; nhập lại không tạo thêm (bring in a list; safe to repeat)",
		Long: "Nhập danh mục từ tệp CSV (dấu phẩy hoặc chấm phẩy) hay JSON. Dòng đầu là tên cột, tiếng Việt hoặc tiếng Anh:\n" +
			"Brings in a list from CSV, with commas or semicolons, or JSON. The first line names the columns:\n\n" +
			"  mã, nhóm, tên đơn vị, tên tiếng Anh, viết tắt, loại, địa chỉ, điện thoại, thư điện tử,\n" +
			"  trang web, ghi chú, thứ tự, từ ngày, đến ngày, nay là\n" +
			"  " + unitColumns(),
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return noFile(args[0], err)
			}
			a.Text, a.File = text, filepath.Base(args[0])
			var r unitsResult
			if err := p.run(c.Context(), "units", a, &r); err != nil {
				return err
			}
			vi, en := "Đã nhập", "Brought in"
			if a.Try {
				vi, en = "Sẽ nhập", "Would bring in"
			}
			return p.print(r, fmt.Sprintf("%s: %d đơn vị mới, %d sửa, %d như cũ, %d mục không nhận\n%s: %d new units, %d changed, %d the same, %d items refused\n",
				vi, r.Added, r.Changed, r.Same, r.Refused, en, r.Added, r.Changed, r.Same, r.Refused))
		},
	}
	bring.Flags().BoolVar(&a.Try, "try", false, "chỉ xem trước, không ghi (only tell what would be done)")
	write := &cobra.Command{
		Use:   "export [TỆP]",
		Short: "Xuất danh mục ra CSV, hoặc JSON nếu tên tệp là .json hay có --json (write the directory as CSV, or JSON)",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			out := unitsArgs{Export: "csv"}
			if p.json || len(args) == 1 && strings.EqualFold(filepath.Ext(args[0]), ".json") {
				out.Export = "json"
			}
			var r unitsResult
			if err := p.run(c.Context(), "units", out, &r); err != nil {
				return err
			}
			if len(args) == 0 {
				_, err := p.out.Write(r.Text)
				return err
			}
			return writeWhole(args[0], r.Text)
		},
	}
	c.AddCommand(bring, write)
	return c
}

func unitColumns() string {
	names := make([]string, len(app.UnitFields))
	for i, f := range app.UnitFields {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

type unitsArgs struct {
	Export string `json:"export,omitempty"` // csv or json; else Text is brought in
	Text   []byte `json:"text,omitempty"`
	File   string `json:"file,omitempty"`
	Try    bool   `json:"try,omitempty"`
}

type unitsResult struct {
	Added   int    `json:"added"`
	Changed int    `json:"changed"`
	Same    int    `json:"same"`
	Refused int    `json:"refused"`
	Text    []byte `json:"text,omitempty"`
}

func unitsJob(ctx context.Context, c *core, args []byte, report func(any)) error {
	var a unitsArgs
	if err := json.Unmarshal(args, &a); err != nil {
		return err
	}
	var r unitsResult
	var err error
	if a.Export != "" {
		r.Text, err = exportUnits(ctx, c.lib, a.Export)
	} else {
		r, err = c.importUnits(ctx, a, report)
	}
	if err != nil {
		return err
	}
	l, err := result(r)
	report(l)
	return err
}

func exportUnits(ctx context.Context, lib *app.Library, form string) ([]byte, error) {
	d, err := lib.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return writeUnits(d, form)
}

func writeUnits(d *app.Directory, form string) ([]byte, error) {
	if form == "json" {
		return convert.UnitsJSON(d)
	}
	return convert.UnitsCSV(d), nil
}

func (c *core) importUnits(ctx context.Context, a unitsArgs, report func(any)) (r unitsResult, err error) {
	rows, faults, err := convert.Units(a.Text)
	if err != nil {
		return r, err
	}
	var plan app.UnitPlan
	if a.Try {
		plan, err = c.lib.PlanUnits(ctx, rows)
	} else if err = c.found(ctx); err == nil {
		plan, err = c.lib.ImportUnits(ctx, app.Actor{Post: app.Admin}, rows)
	}
	if err != nil {
		return r, err
	}
	for _, f := range append(faults, plan.Faults...) {
		report(line{Refused: &refusal{File: a.File, Line: f.Line, Item: f.Item, Key: keyOf(f.Err), Reason: app.TextOf(f.Err)}})
	}
	return unitsResult{Added: len(plan.Added), Changed: len(plan.Changed), Same: plan.Same, Refused: len(faults) + len(plan.Faults)}, nil
}
