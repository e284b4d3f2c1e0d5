// Command migrate adds a disk image to one backup storage, moves it to another one and prints the receipt.
//
//	migrate IMAGE.qcow2 FROM TO
//
// FROM and TO are names of backup storages.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"longshore.io/go"
	longshorev1 "longshore.io/go/longshore/v1"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: migrate IMAGE FROM TO")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	receipt, err := migrate(ctx, os.Args[1], os.Args[2], os.Args[3])
	if errors.Is(err, longshore.Reason("STORAGE_FULL")) {
		log.Fatal("there is no room for it: ", err)
	} else if err != nil {
		log.Fatal(err)
	}
	fmt.Println(protojson.Format(receipt))
}

func migrate(ctx context.Context, path, fromName, toName string) (*longshorev1.Receipt, error) {
	c, err := longshore.Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	from, err := storage(ctx, c, fromName)
	if err != nil {
		return nil, err
	}
	to, err := storage(ctx, c, toName)
	if err != nil {
		return nil, err
	}

	sent, err := c.Upload(ctx, path, from, &longshore.UploadOptions{
		Progress: func(done, total int64) { bar("upload", done, total) },
	})
	if err != nil {
		return nil, err
	}
	added, err := longshore.Wait(longshore.Run(ctx, c, c.Images.AddImage, &longshorev1.AddImageRequest{
		UploadUuid:   sent.Upload.GetUuid(),
		ExpectedRoot: sent.Identity.GetRoot(), // nothing is made of other bytes than these
		Name:         filepath.Base(path),
	}))
	if err != nil {
		return nil, err
	}
	image := added.GetAddImageResult().GetImage()

	var receipt *longshorev1.Receipt
	for event, err := range longshore.Run(ctx, c, c.Images.MigrateImage, &longshorev1.MigrateImageRequest{
		ImageUuid:                    image.GetUuid(),
		SourceBackupStorageUuid:      from,
		DestinationBackupStorageUuid: to,
	}) {
		if err != nil {
			return nil, err
		}
		if step := event.GetProgress().GetStep(); step.GetBytesDone() < step.GetBytesTotal() {
			bar(step.GetName(), step.GetBytesDone(), step.GetBytesTotal())
		}
		if step := event.GetStateChange().GetStep(); step.GetEndTime() != nil {
			bar(step.GetName(), step.GetBytesDone(), step.GetBytesTotal())
		}
		receipt = event.GetTerminal().GetTask().GetMigrateImageResult().GetReceipt()
	}
	return receipt, nil
}

// storage finds a backup storage by its name.
func storage(ctx context.Context, c *longshore.Client, name string) (string, error) {
	response, err := c.Storages.ListBackupStorages(ctx, &longshorev1.ListBackupStoragesRequest{
		Conditions: []*longshorev1.Condition{{Field: "name", Op: longshorev1.Operator_OPERATOR_EQ, Values: []string{name}}},
	})
	if err != nil {
		return "", err
	}
	if len(response.GetBackupStorages()) == 0 {
		return "", fmt.Errorf("backup storage: %s (expected: one of the server's)", name)
	}
	return response.GetBackupStorages()[0].GetUuid(), nil
}

var drawn time.Time

// bar draws a bar that moves, ten times a second at most, and leaves the full one behind.
func bar(name string, done, total int64) {
	if total == 0 || (done < total && time.Since(drawn) < 100*time.Millisecond) {
		return
	}
	drawn = time.Now()
	const width = 40
	full := int(done * width / total)
	fmt.Fprintf(os.Stderr, "\r%-8s [%s%s] %d of %d MiB", name, strings.Repeat("=", full), strings.Repeat(" ", width-full), done>>20, total>>20)
	if done == total {
		fmt.Fprintln(os.Stderr)
	}
}
