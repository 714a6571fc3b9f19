# A load balancer that speaks in the clear.
resource "aws_lb" "open" {
  name               = "open"
  internal           = false
  load_balancer_type = "application"
  subnets            = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
}

resource "aws_lb_target_group" "open" {
  name     = "open"
  port     = 80
  protocol = "HTTP"
  vpc_id   = "vpc-0123456789abcdef0"
}

resource "aws_lb_listener" "open" {
  load_balancer_arn = aws_lb.open.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.open.arn
  }
}

resource "aws_lb_listener" "old" {
  load_balancer_arn = aws_lb.open.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-2016-08"
  certificate_arn   = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.open.arn
  }
}

resource "aws_launch_template" "open" {
  name_prefix   = "open-"
  image_id      = "ami-0123456789abcdef0"
  instance_type = "t3.micro"

  network_interfaces {
    associate_public_ip_address = true
  }
}

resource "aws_autoscaling_group" "open" {
  name                = "open"
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = ["subnet-0123456789abcdef0"]
  target_group_arns   = [aws_lb_target_group.open.arn]

  launch_template {
    id = aws_launch_template.open.id
  }
}

resource "aws_ebs_encryption_by_default" "off" {
  enabled = false
}
