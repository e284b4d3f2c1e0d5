package longshore

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

const (
	defaultHost     = "127.0.0.1"
	defaultPort     = "50051"
	defaultUser     = "admin"
	defaultPatience = 2 * time.Minute
	defaultSilence  = 60 * time.Second
)

// Option is what [Connect] is told in place of what it would find.
type Option func(*options)

type options struct {
	named     string // the server, in the caller's words
	folder    string
	user      string
	password  string
	anonymous bool
	patience  time.Duration
	silence   time.Duration
	tls       *tls.Config
	dial      []grpc.DialOption
	server    address // what all of it comes to
}

// WithServer names the server: "host:port" for plain text, "https://host:port" for TLS. The port is 50051 unless said.
func WithServer(server string) Option { return func(o *options) { o.named = server } }

// WithCredentials names the account and its password.
func WithCredentials(user, password string) Option {
	return func(o *options) { o.user, o.password = user, password }
}

// WithDataFolder names the data folder of a server on this machine: address and password are taken from there.
func WithDataFolder(path string) Option { return func(o *options) { o.folder = path } }

// WithTLS configures TLS for an https server, in place of the system's authorities and of LONGSHORE_CA, a file of PEM certificates.
func WithTLS(config *tls.Config) Option { return func(o *options) { o.tls = config } }

// Anonymous has no session begun: for the few calls that need none.
func Anonymous() Option { return func(o *options) { o.anonymous = true } }

// WithPatience tells how long a lost server is waited for while nothing is gained: two minutes unless said. A server that never
// answered is not waited for.
func WithPatience(patience time.Duration) Option { return func(o *options) { o.patience = patience } }

// WithSilence tells how long a followed task may send nothing, not even a heartbeat, before its connection counts as lost: a minute
// unless said. Heartbeats come every 15 s where the request's watch does not ask otherwise.
func WithSilence(silence time.Duration) Option { return func(o *options) { o.silence = silence } }

// WithDialOptions adds options of gRPC itself, such as a dialer. Interceptors must be chained ones, not to replace the client's own.
func WithDialOptions(dial ...grpc.DialOption) Option {
	return func(o *options) { o.dial = append(o.dial, dial...) }
}

// resolve completes what the caller said with the environment and the data folder.
func resolve(opts []Option) (options, error) {
	o := options{patience: defaultPatience, silence: defaultSilence}
	for _, opt := range opts {
		opt(&o)
	}
	folder := cmp.Or(o.folder, os.Getenv("LONGSHORE_DATA"), standardFolder())
	local := serverOf(folder)
	named := o.named
	if o.folder == "" { // a folder that the caller names goes before the environment
		named = cmp.Or(named, os.Getenv("LONGSHORE_SERVER"))
	}
	var err error
	if o.server, err = parseAddress(cmp.Or(named, local, defaultHost)); err != nil {
		return o, err
	}
	if err := o.findCA(); err != nil {
		return o, err
	}
	if o.anonymous || o.password != "" {
		return o, nil
	}
	o.user = cmp.Or(o.user, os.Getenv("LONGSHORE_USER"), defaultUser)
	if o.password, err = environmentPassword(); err != nil {
		return o, err
	}
	// The folder's password is only ever sent to the folder's server.
	owner, err := parseAddress(local)
	if o.user == defaultUser && local != "" && err == nil && owner == o.server && (o.password == "" || o.folder != "") {
		o.password = cmp.Or(read(folder, "admin-password"), o.password)
	}
	if o.password == "" {
		return o, fmt.Errorf("password of %s: not found (expected: LONGSHORE_PASSWORD, LONGSHORE_PASSWORD_FILE or the server's data folder in LONGSHORE_DATA)", o.user)
	}
	return o, nil
}

func environmentPassword() (string, error) {
	file := os.Getenv("LONGSHORE_PASSWORD_FILE")
	if password := os.Getenv("LONGSHORE_PASSWORD"); password != "" || file == "" {
		return password, nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("LONGSHORE_PASSWORD_FILE: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

func (o *options) findCA() error {
	file := os.Getenv("LONGSHORE_CA")
	if o.tls != nil || file == "" {
		return nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("LONGSHORE_CA: %w", err)
	}
	authorities := x509.NewCertPool()
	if !authorities.AppendCertsFromPEM(content) {
		return fmt.Errorf("LONGSHORE_CA: %s has no certificate (expected: PEM)", file)
	}
	o.tls = &tls.Config{RootCAs: authorities}
	return nil
}

func (o *options) transport() credentials.TransportCredentials {
	if o.server.secure {
		return credentials.NewTLS(o.tls)
	}
	return insecure.NewCredentials()
}

// standardFolder is where a server keeps its data when nobody says: the same rule as the server's.
func standardFolder() string {
	base := os.Getenv("XDG_DATA_HOME")
	if !filepath.IsAbs(base) {
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		base = filepath.Join(home, ".local", "share")
	}
	return filepath.Join(base, "longshore")
}

// serverOf tells where a data folder's server serves, or last served; empty where that can't be told.
func serverOf(folder string) string {
	var endpoints struct{ GRPC string }
	if json.Unmarshal([]byte(read(folder, "endpoints.json")), &endpoints) != nil {
		return ""
	}
	return endpoints.GRPC
}

// read returns a file of a data folder; nothing where it is absent, or another user's and so not ours to use.
func read(folder, name string) string {
	content, _ := os.ReadFile(filepath.Join(folder, name))
	return strings.TrimSpace(string(content))
}

// address is where a server listens.
type address struct {
	hostPort string
	secure   bool
}

func parseAddress(text string) (address, error) {
	rest, secure := strings.CutPrefix(text, "https://")
	rest = strings.TrimSuffix(strings.TrimPrefix(rest, "http://"), "/")
	host, port, err := net.SplitHostPort(rest)
	if err != nil {
		host, port, err = net.SplitHostPort(rest + ":" + defaultPort)
	}
	if err != nil || host == "" || port == "" || strings.Contains(host, "/") {
		return address{}, fmt.Errorf("server: %q (expected: HOST:PORT, or https://HOST:PORT)", text)
	}
	return address{net.JoinHostPort(host, port), secure}, nil
}
