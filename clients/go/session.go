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
	login  chan struct{} // held by the one who logs in; a channel, so that others who wait heed their contexts
	mu     sync.Mutex
	token  string // empty while there is none
}

// begin logs in unless that is done, or the client is anonymous. It returns the session.
func (s *session) begin(ctx context.Context) (string, error) {
	if token := s.current(); token != "" || s.client.options.anonymous {
		return token, nil
	}
	select {
	case s.login <- struct{}{}:
		defer func() { <-s.login }()
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	if token := s.current(); token != "" {
		return token, nil // someone else was faster
	}
	response, err := s.client.Sessions.Login(ctx, &longshorev1.LoginRequest{
		AccountName: s.client.options.user,
		Credential:  &longshorev1.LoginRequest_Password{Password: s.client.options.password},
	})
	if err != nil {
		return "", err
	}
	token := response.GetSession().GetUuid()
	s.replace("", token)
	return token, nil
}

// attach has the session sent with the calls under the context that it returns, and tells which one it is.
func (s *session) attach(ctx context.Context) (context.Context, string, error) {
	token, err := s.begin(ctx)
	if err != nil || token == "" {
		return ctx, "", err
	}
	return metadata.AppendToOutgoingContext(ctx, authorization, "Bearer "+token), token, nil
}

// forget drops a session that the server refused, unless another one has taken its place. The next call begins one.
func (s *session) forget(token string) { s.replace(token, "") }

// end logs out. An account has a limited number of sessions, so none is left behind where that can be helped.
func (s *session) end(ctx context.Context) {
	if token := s.current(); token != "" {
		_, _ = s.client.Sessions.Logout(ctx, &longshorev1.LogoutRequest{SessionUuid: token})
		s.forget(token)
	}
}

func (s *session) current() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.token
}

func (s *session) replace(old, token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.token == old {
		s.token = token
	}
}
