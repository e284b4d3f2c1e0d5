// Command generate makes the Go code of the contract's messages and services. It compiles the contract's zip, which holds every
// import, and gives the result to protoc's Go plugins; protoc itself is not needed.
//
//	generate CONTRACT.zip FOLDER
package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/bufbuild/protocompile"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/pluginpb"
)

const (
	contract = "longshore/v1/*.proto"
	module   = "longshore.io/go"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("generate: ")
	if len(os.Args) != 3 {
		log.Fatal("usage: generate CONTRACT.zip FOLDER")
	}
	if err := generate(context.Background(), os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func generate(ctx context.Context, zipPath, folder string) error {
	archive, err := zip.OpenReader(zipPath)
	if err != nil {
		return err
	}
	defer archive.Close()
	request, err := compile(ctx, archive)
	if err != nil {
		return fmt.Errorf("%s: %w", zipPath, err)
	}
	for _, plugin := range []string{"protoc-gen-go", "protoc-gen-go-grpc"} {
		if err := run(ctx, plugin, request, folder); err != nil {
			return fmt.Errorf("%s: %w", plugin, err)
		}
	}
	return nil
}

func compile(ctx context.Context, archive fs.FS) (*pluginpb.CodeGeneratorRequest, error) {
	names, err := fs.Glob(archive, contract)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, errors.New("has no " + contract)
	}
	compiler := protocompile.Compiler{
		Resolver: &protocompile.SourceResolver{Accessor: func(path string) (io.ReadCloser, error) {
			return archive.Open(path)
		}},
		// Comments become documentation.
		SourceInfoMode: protocompile.SourceInfoStandard,
	}
	files, err := compiler.Compile(ctx, names...)
	if err != nil {
		return nil, err
	}
	request := &pluginpb.CodeGeneratorRequest{FileToGenerate: names, Parameter: proto.String("module=" + module)}
	for _, file := range files {
		request.ProtoFile = withImports(request.ProtoFile, file)
	}
	return request, nil
}

// withImports adds a file behind all that it imports, as plugins want them, unless it is there.
func withImports(files []*descriptorpb.FileDescriptorProto, file protoreflect.FileDescriptor) []*descriptorpb.FileDescriptorProto {
	known := slices.ContainsFunc(files, func(f *descriptorpb.FileDescriptorProto) bool { return f.GetName() == file.Path() })
	if known {
		return files
	}
	for i := range file.Imports().Len() {
		files = withImports(files, file.Imports().Get(i).FileDescriptor)
	}
	return append(files, protodesc.ToFileDescriptorProto(file))
}

// run hands the request to a plugin and writes what it answers.
func run(ctx context.Context, plugin string, request *pluginpb.CodeGeneratorRequest, folder string) error {
	in, err := proto.Marshal(request)
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "go", "tool", plugin)
	command.Stdin = bytes.NewReader(in)
	command.Stderr = os.Stderr
	out, err := command.Output()
	if err != nil {
		return err
	}
	var response pluginpb.CodeGeneratorResponse
	if err := proto.Unmarshal(out, &response); err != nil {
		return err
	}
	if response.Error != nil {
		return errors.New(response.GetError())
	}
	for _, file := range response.GetFile() {
		path := filepath.Join(folder, filepath.FromSlash(file.GetName()))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(file.GetContent()), 0o666); err != nil {
			return err
		}
	}
	return nil
}
