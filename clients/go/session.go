package longshore

import (
	"context"
	"sync"

	"google.golang.org/grpc/metadata"

	longshorev1 "longshore.io/go/longshore/v1"
)

const authorization = "authorization"

// session is the login of a client, begun again when the server does not know it any more.
type session struct {
	client *Client
	mu     sync.Mutex
	token  string // empty while there is none
}

// begin logs in unless that is done, or the client is anonymous.
func (s *session) begin(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" || s.client.options.anonymous {
		return nil
	}
	response, err := s.client.Sessions.Login(ctx, &longshorev1.LoginRequest{
		AccountName: s.client.options.user,
		Credential:  &longshorev1.LoginRequest_Password{Password: s.client.options.password},
	})
	if err != nil {
		return err
	}
	s.token = response.GetSession().GetUuid()
	return nil
}

// attach has the session sent with the calls under the context that it returns, and tells which one it is.
func (s *session) attach(ctx context.Context) (context.Context, string, error) {
	if err := s.begin(ctx); err != nil {
		return nil, "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == "" {
		return ctx, "", nil
	}
	return metadata.AppendToOutgoingContext(ctx, authorization, "Bearer "+s.token), s.token, nil
}

// forget drops a session that the server refused, unless another one has taken its place. The next call begins one.
func (s *session) forget(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == token {
		s.token = ""
	}
}

// end logs out. An account has a limited number of sessions, so none is left behind where that can be helped.
func (s *session) end(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token != "" {
		_, _ = s.client.Sessions.Logout(ctx, &longshorev1.LogoutRequest{SessionUuid: s.token})
		s.token = ""
	}
}
