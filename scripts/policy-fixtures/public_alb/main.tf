# As public load balancer modules make one: open to the world on 80 and 443, HTTP redirected, deletion protected.
resource "aws_security_group" "alb" {
  name_prefix = "ex-alb-"
  description = "Load balancer"
  vpc_id      = "vpc-11111111"
}

resource "aws_vpc_security_group_ingress_rule" "web" {
  for_each          = { http = 80, https = 443 }
  security_group_id = aws_security_group.alb.id
  description       = "${upper(each.key)} web traffic"
  from_port         = each.value
  to_port           = each.value
  ip_protocol       = "tcp"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.alb.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/16"
}

resource "aws_lb" "this" {
  name                       = "ex-alb"
  load_balancer_type         = "application"
  subnets                    = ["subnet-11111111", "subnet-22222222"]
  security_groups            = [aws_security_group.alb.id]
  enable_deletion_protection = true
}

resource "aws_lb_target_group" "this" {
  name_prefix = "h1"
  protocol    = "HTTP"
  port        = 80
  vpc_id      = "vpc-11111111"
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"

    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}
